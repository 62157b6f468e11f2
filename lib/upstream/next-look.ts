/** The minute of every hour, UTC, at which the worker looks for newer releases. */
export const LOOK_MINUTE = 37;

const HOUR_MS = 3_600_000;

/** When the worker looks next, or is about to begin. */
export function nextLook(now: Date): Date {
  const offset = LOOK_MINUTE * 60_000;
  return new Date((Math.floor((now.getTime() - offset) / HOUR_MS) + 1) * HOUR_MS + offset);
}
