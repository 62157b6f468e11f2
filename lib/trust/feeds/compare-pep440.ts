/** A version of PEP 440, as what it is ordered by. */
type Pep440 = {
  epoch: string;
  release: readonly string[];
  /** -1 before all (a bare development release), 0 to 2 for a, b, rc, 3 for none. */
  pre: readonly [number, string];
  /** Null: no post-release, which comes first. */
  post: string | null;
  /** Null: no development release, which comes last. */
  dev: string | null;
  local: readonly string[] | null;
};

// PEP 440, appendix B, for text in lower case.
const FORM =
  /^v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)(?:[-_.]?(?<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<preNumber>\d*))?(?<post>-(?<postBare>\d+)|[-_.]?(?:post|rev|r)[-_.]?(?<postNumber>\d*))?(?<dev>[-_.]?dev[-_.]?(?<devNumber>\d*))?(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;
const PRE: Readonly<Record<string, number>> = { a: 0, alpha: 0, b: 1, beta: 1 };
const MAX_LENGTH = 256;

/**
 * Orders two versions of Python packages (PEP 440, "Summary of permitted suffixes and relative
 * ordering"). What is no such version comes before all that are, as in the Python packaging tools.
 */
export function comparePep440(one: string, other: string): number {
  const [first, second] = [parse(one), parse(other)];
  if (first === null || second === null)
    return Number(first !== null) - Number(second !== null) || compareText(one, other);
  for (const compare of PARTS) {
    const order = compare(first, second);
    if (order !== 0) return order;
  }
  return 0;
}

/** What decides first, stands first. */
const PARTS: readonly ((one: Pep440, other: Pep440) => number)[] = [
  (one, other) => compareNumbers(one.epoch, other.epoch),
  (one, other) => compareRelease(one.release, other.release),
  (one, other) => one.pre[0] - other.pre[0],
  (one, other) => compareNumbers(one.pre[1], other.pre[1]),
  (one, other) => compareWithNull(one.post, other.post, -1),
  (one, other) => compareWithNull(one.dev, other.dev, 1),
  (one, other) => compareLocal(one.local, other.local),
];

const compareText = (one: string, other: string) => (one === other ? 0 : one < other ? -1 : 1);

function parse(text: string): Pep440 | null {
  const plain = text.trim().toLowerCase();
  const parts = plain.length > MAX_LENGTH ? undefined : FORM.exec(plain)?.groups;
  if (!parts) return null;
  const { epoch = "0", release = "", pre, preNumber, post, postBare, postNumber } = parts;
  const { dev, devNumber, local } = parts;
  return {
    epoch,
    release: release.split("."),
    pre: preOf(pre, preNumber, post === undefined && dev !== undefined),
    post: numberOf(post, postBare || postNumber),
    dev: numberOf(dev, devNumber),
    local: local?.split(/[-_.]/) ?? null,
  };
}

/** A suffix without a number has the number 0. */
const numberOf = (suffix: string | undefined, number: string | undefined) =>
  suffix === undefined ? null : number || "0";

function preOf(
  pre: string | undefined,
  number: string | undefined,
  isBareDev: boolean,
): [number, string] {
  if (pre !== undefined) return [PRE[pre] ?? 2, number || "0"];
  return [isBareDev ? -1 : 3, "0"];
}

/** Digits of any length. */
function compareNumbers(one: string, other: string): number {
  const [first, second] = [one.replace(/^0+/, ""), other.replace(/^0+/, "")];
  if (first.length !== second.length) return first.length - second.length;
  return compareText(first, second);
}

/** Missing parts are zero: 1.0 is 1.0.0. */
function compareRelease(one: readonly string[], other: readonly string[]): number {
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const order = compareNumbers(one[at] ?? "0", other[at] ?? "0");
    if (order !== 0) return order;
  }
  return 0;
}

function compareWithNull(one: string | null, other: string | null, nullIs: -1 | 1): number {
  if (one === null) return other === null ? 0 : nullIs;
  return other === null ? -nullIs : compareNumbers(one, other);
}

/** Numbers come after words, and a longer one after its own start. */
function compareLocal(one: readonly string[] | null, other: readonly string[] | null): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null);
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
    const order = compareSegment(one[at] ?? "", other[at] ?? "");
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

function compareSegment(one: string, other: string): number {
  const [first, second] = [/^\d+$/.test(one), /^\d+$/.test(other)];
  if (first && second) return compareNumbers(one, other);
  if (first !== second) return first ? 1 : -1;
  return compareText(one, other);
}
