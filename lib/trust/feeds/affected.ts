import type { Compare } from "./ecosystems.ts";
import type { OsvAffected, OsvEvent, OsvRange } from "./osv-record.ts";

/**
 * Whether a version is affected: OSV schema, "Evaluation". What cannot be compared never ends a
 * range, since a danger that is not seen is worse than one too many.
 */
export function isAffected(version: string, affected: OsvAffected, compare: Compare): boolean {
  return (
    affected.versions.some((one) => one === version || compare(one, version) === 0) ||
    affected.ranges.some((range) => inRange(version, range, compare))
  );
}

/** The versions after this one that mend it, lowest first. */
export function fixesFor(
  version: string,
  affected: readonly OsvAffected[],
  compare: Compare,
): string[] {
  const fixes = affected
    .flatMap(({ ranges }) => ranges)
    .flatMap(({ events }) => events)
    .filter(({ kind, at }) => kind === "fixed" && (compare(at, version) ?? 1) > 0);
  return [...new Set(fixes.map(({ at }) => at))].sort((one, other) => compare(one, other) ?? 0);
}

function inRange(version: string, { events }: OsvRange, compare: Compare): boolean {
  if (!isBelowLimits(version, events, compare)) return false;
  let affected = false;
  for (const event of inOrder(events, compare))
    affected = AFTER[event.kind](affected, orderTo(event, version, compare));
  return affected;
}

/** Whether it is affected after an event, by how it stands to the event's version. */
const AFTER: Readonly<Record<OsvEvent["kind"], (affected: boolean, order: number) => boolean>> = {
  introduced: (affected, order) => affected || order >= 0,
  fixed: (affected, order) => affected && order < 0,
  last_affected: (affected, order) => affected && order <= 0,
  limit: (affected) => affected,
};

function orderTo({ kind, at }: OsvEvent, version: string, compare: Compare): number {
  // "0" is before every version.
  if (kind === "introduced" && at === "0") return 1;
  return compare(version, at) ?? (kind === "fixed" ? -1 : 0);
}

function isBelowLimits(version: string, events: readonly OsvEvent[], compare: Compare): boolean {
  const limits = events.filter(({ kind }) => kind === "limit");
  if (limits.length === 0) return true;
  return limits.some(({ at }) => at === "*" || (compare(version, at) ?? -1) < 0);
}

/** At the same version OSV lets a range begin before it ends. */
const AT_ONE_VERSION = ["introduced", "last_affected", "fixed", "limit"];

function inOrder(events: readonly OsvEvent[], compare: Compare): readonly OsvEvent[] {
  const known = events.filter(({ at }) => at !== "0" && at !== "*");
  if (known.some(({ at }) => compare(at, at) === null)) return events;
  return [...events].sort(
    (one, other) =>
      Number(other.at === "0") - Number(one.at === "0") ||
      (compare(one.at, other.at) ?? 0) ||
      AT_ONE_VERSION.indexOf(one.kind) - AT_ONE_VERSION.indexOf(other.kind),
  );
}
