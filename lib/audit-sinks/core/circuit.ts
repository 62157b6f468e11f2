/** Failures in a row after which a sink is left alone for a while. */
const OPENS_AFTER = 3;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/**
 * How long a sink rests after so many failures in a row, in milliseconds: not at all at first, then
 * twice as long each time up to five minutes. `jitter` from 0 to 1 spreads sinks that failed
 * together; a receiver that says how long it wants is given that.
 */
export function pauseMs(failures: number, jitter: number, afterMs?: number): number {
  const backOff =
    failures < OPENS_AFTER
      ? FIRST_PAUSE_MS / 4
      : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(20, failures - OPENS_AFTER));
  const spread = backOff * (0.75 + jitter / 2);
  return Math.min(LONGEST_PAUSE_MS, Math.max(spread, afterMs ?? 0));
}

/** Leaves that are looked at in one step, at most and at least. */
export const MOST_LEAVES = 500;
const LEAST_LEAVES = 10;
const GROWTH = 50;

/**
 * How many leaves the next step looks at: half as many after a failure, some more after a success.
 * Whoever cannot take a whole batch within the time for one call would otherwise never get on.
 */
export const nextLeaves = (leaves: number, failed: boolean, least = LEAST_LEAVES): number =>
  failed ? Math.max(least, Math.floor(leaves / 2)) : Math.min(MOST_LEAVES, leaves + GROWTH);
