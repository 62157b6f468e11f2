/**
 * Releases of packages in the loose form that npm, PyPI and container registries share: numbers
 * between dots, with or without a `v`. What has another form (previews, dates with letters, digests)
 * is not judged: a watch must not propose what nobody can compare.
 */
const RELEASE = /^v?(\d{1,12}(?:\.\d{1,12}){0,4})$/;

function numbersOf(version: string): number[] | null {
  const digits = RELEASE.exec(version)?.[1];
  return digits === undefined ? null : digits.split(".").map(Number);
}

/** A finished release, not a preview. */
export const isRelease = (version: string): boolean => numbersOf(version) !== null;

/** Both are releases, and `seen` is the greater. */
export function isNewer(seen: string, current: string): boolean {
  const [one, other] = [numbersOf(seen), numbersOf(current)];
  return one !== null && other !== null && compare(one, other) > 0;
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The greatest release; null where there is none. */
export function newestRelease(versions: readonly string[]): string | null {
  return versions.reduce<string | null>((best, version) => {
    if (!isRelease(version)) return best;
    return best === null || isNewer(version, best) ? version : best;
  }, null);
}

/** Of container tags: whole versions only, since `1` and `1.2` move along with every release. */
export function newestTag(tags: readonly string[]): string | null {
  return newestRelease(tags.filter((tag) => /^v?\d+\.\d+\.\d+$/.test(tag)));
}

const STEPS = ["major version", "minor version"] as const;

/** "2 minor versions behind"; null where nothing newer is known or it cannot be compared. */
export function distanceWords(current: string, seen: string): string | null {
  if (!isNewer(seen, current)) return null;
  const [from, to] = [numbersOf(current) ?? [], numbersOf(seen) ?? []];
  const at = to.findIndex((number, index) => number !== (from[index] ?? 0));
  const count = (to[at] ?? 0) - (from[at] ?? 0);
  const step = STEPS[at] ?? "patch";
  const many = step === "patch" ? "patches" : `${step}s`;
  return `${count} ${count === 1 ? step : many} behind`;
}
