/** When a scan is tried again, and why. */
import type { ControlResult } from "./core/result.ts";
import { REASONS, type Reason } from "./core/words.ts";

const MINUTES = [5, 30, 120, 720, 1_440] as const;

/** 5 min, 30 min, 2 h, 12 h, then daily; `attempts` were made so far. */
export function nextTry(attempts: number, now: Date): Date {
  const at = Math.min(Math.max(attempts, 1), MINUTES.length) - 1;
  return new Date(now.getTime() + (MINUTES[at] ?? 1_440) * 60_000);
}

/** Attempts after which the daily ones begin. */
export const FIRST_ATTEMPTS = MINUTES.length - 1;

/** What may be there another time. */
const PASSING: ReadonlySet<Reason> = new Set([
  "unreachable",
  "timeout",
  "dns",
  "tls",
  "rate_limited",
  "registry_5xx",
]);

const MOST_NAMED = 5;

/** In words, what could not be reached and might be next time; null: nothing. */
export function unreached(results: readonly ControlResult[]): string | null {
  const missed = new Map<Reason, string[]>();
  for (const { control, reason } of results)
    if (reason !== null && PASSING.has(reason))
      missed.set(reason, [...(missed.get(reason) ?? []), control]);
  if (missed.size === 0) return null;
  return [...missed]
    .map(([reason, controls]) => `${listOf(controls)}: ${REASONS[reason]}`)
    .join(" ");
}

function listOf(controls: readonly string[]): string {
  const more = controls.length - MOST_NAMED;
  const named = controls.slice(0, MOST_NAMED).join(", ");
  return more > 0 ? `${named} and ${more} more` : named;
}
