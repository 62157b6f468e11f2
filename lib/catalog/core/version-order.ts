/**
 * The registry's version order as a string that sorts by code unit (Postgres: COLLATE "C").
 *
 * The rule of the official registry: two semantic versions compare as semver, two others by
 * publish time, and a semantic version is greater than any other. Semantic means exactly three
 * numbers, an optional `v`, no leading zeros. Build metadata does not count, so equal keys are
 * possible, and then the version published first keeps its place.
 */

const NUMBER = "(0|[1-9]\\d*)";
const LABELS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const SEMVER = new RegExp(
  `^v?${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-(${LABELS}))?(?:\\+${LABELS})?$`,
);
const TIMESTAMP = /^(.*\d{2}:\d{2}:\d{2})(?:\.(\d+))?(.*)$/;

export type SemanticVersion = {
  /** Major, minor and patch as written: they may exceed what a number holds. */
  core: readonly [string, string, string];
  /** Empty for a release. */
  prerelease: readonly string[];
};

export function semanticVersion(version: string): SemanticVersion | null {
  const match = SEMVER.exec(version);
  if (match === null) return null;

  const [, major = "", minor = "", patch = "", labels] = match;
  const prerelease = labels === undefined ? [] : labels.split(".");
  if (prerelease.some((label) => /^0\d+$/.test(label))) return null;
  return { core: [major, minor, patch], prerelease };
}

/** Throws RangeError when publishedAt is not an ISO date and time, and the order depends on it. */
export function orderKey(version: string, publishedAt: string): string {
  const semantic = semanticVersion(version);
  if (semantic === null) return `0${timeKey(publishedAt)}`;

  const core = semantic.core.map(numberKey).join("");
  // "~" sorts after "-": a release is greater than all of its prereleases.
  if (semantic.prerelease.length === 0) return `1${core}~`;
  return `1${core}-${semantic.prerelease.map(labelKey).join("")}`;
}

/** Numbers sort before words; "!" ends a word, because it sorts before every character of one. */
function labelKey(label: string): string {
  return /^\d+$/.test(label) ? `0${numberKey(label)}` : `1${label}!`;
}

/** A longer number is greater, so its length (a version has at most 255 characters) goes first. */
function numberKey(digits: string): string {
  return `${String(digits.length).padStart(3, "0")}${digits}`;
}

/** Nanoseconds, in UTC: the registry writes microseconds, and Date would drop them. */
function timeKey(publishedAt: string): string {
  const [, untilSeconds, fraction = "", zone] = TIMESTAMP.exec(publishedAt) ?? [];
  const time = untilSeconds === undefined ? publishedAt : `${untilSeconds}${zone || "Z"}`;
  const seconds = Date.parse(time) / 1_000;
  if (Number.isNaN(seconds)) throw new RangeError(`Not a publish time: ${publishedAt}`);

  // Shifted so that the years before 1970 stay positive; 8.64e12 s is the limit of Date.
  const shifted = String(Math.floor(seconds) + 8_640_000_000_000).padStart(14, "0");
  return `${shifted}.${fraction.slice(0, 9).padEnd(9, "0")}`;
}
