import type { ServerLifecycle } from "./words.ts";

export type MaintenanceFacts = {
  lastReleaseAt: Date | null;
  now: Date;
  versionCount: number;
  lifecycle: ServerLifecycle;
};
export type MaintenanceLevel = "fresh" | "aging" | "stale" | "unknown";
export type MaintenanceSignals = { level: MaintenanceLevel; words: string };

/** From this age in months a server is aging; MCP itself publishes about two revisions a year. */
const AGING_MONTHS = 6;
/** From this age in months a server is stale. */
const STALE_MONTHS = 12;

/** What the time of a version is, where it is shown. */
export const LISTED_WORDS =
  "When a registry listed its newest version: the one that it was imported from, else this one. The package itself may be older.";

const DAY_MS = 86_400_000;

/**
 * How well a server seems to be maintained, from its versions alone. Their time is that of the registry
 * that listed them, upstream or this one: the package itself may have been released long before.
 */
export function maintenanceSignals(facts: MaintenanceFacts): MaintenanceSignals {
  const { lastReleaseAt, now, lifecycle, versionCount } = facts;
  if (lastReleaseAt === null) return { level: "unknown", words: "No version listed" };

  const months = monthsBetween(lastReleaseAt, now);
  const words = [`Newest version listed ${ageWords(lastReleaseAt, now)}`];
  if (versionCount === 1) words.push("the only one so far");
  if (lifecycle === "deprecated") words.push("no further releases are expected");
  if (lifecycle === "retired") words.push("out of service");
  return { level: levelOf(months), words: words.join("; ") };
}

function levelOf(months: number): MaintenanceLevel {
  if (months >= STALE_MONTHS) return "stale";
  return months >= AGING_MONTHS ? "aging" : "fresh";
}

/** "today", "yesterday", "12 days ago", "14 months ago", "3 years ago"; a future date is today. */
export function ageWords(then: Date, now: Date): string {
  const days = Math.floor((now.getTime() - then.getTime()) / DAY_MS);
  if (days < 1) return "today";
  if (days === 1) return "yesterday";

  const months = monthsBetween(then, now);
  if (months < 1) return `${days} days ago`;
  if (months < 24) return `${counted(months, "month")} ago`;
  return `${counted(Math.floor(months / 12), "year")} ago`;
}

/** Whole calendar months in UTC: 31 January to 28 February is none. */
function monthsBetween(then: Date, now: Date): number {
  const months =
    (now.getUTCFullYear() - then.getUTCFullYear()) * 12 + now.getUTCMonth() - then.getUTCMonth();
  const partial = now.getTime() - startOfMonth(now) < then.getTime() - startOfMonth(then) ? 1 : 0;
  return Math.max(0, months - partial);
}

function startOfMonth(date: Date): number {
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
