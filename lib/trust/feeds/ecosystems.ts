import semver from "semver";
import { comparePep440 } from "./compare-pep440.ts";
import type { FeedName } from "./feed-store.ts";

/** Less than, equal to or greater than zero; null: the two cannot be compared. */
export type Compare = (one: string, other: string) => number | null;

/** An ecosystem whose versions we can order, so that its export can be looked up here. */
export type Ecosystem = {
  feed: Extract<FeedName, `osv-${string}`>;
  /** As OSV writes it. */
  name: string;
  compare: Compare;
  /** One spelling for each package. */
  packageName: (name: string) => string;
};

const NPM: Ecosystem = {
  feed: "osv-npm",
  name: "npm",
  compare: compareNpm,
  packageName: (name) => name,
};
const PYPI: Ecosystem = {
  feed: "osv-pypi",
  name: "PyPI",
  compare: comparePep440,
  // PEP 503.
  packageName: (name) => name.toLowerCase().replace(/[-_.]+/g, "-"),
};
export const ECOSYSTEMS: readonly Ecosystem[] = [NPM, PYPI];

/** Of a package URL: `pkg:npm/…`; null: one that only OSV's own service can judge. */
export function ecosystemOf(purl: string): Ecosystem | null {
  if (purl.startsWith("pkg:npm/")) return NPM;
  return purl.startsWith("pkg:pypi/") ? PYPI : null;
}

/** SemVer 2.0.0 §11; what is nearly a version is read as OSV reads it (`v1.2` is 1.2.0). */
function compareNpm(one: string, other: string): number | null {
  const [first, second] = [versionOf(one), versionOf(other)];
  return first === null || second === null ? null : semver.compare(first, second);
}

const versionOf = (text: string) =>
  semver.parse(text, { loose: true }) ?? semver.coerce(text, { includePrerelease: true });
