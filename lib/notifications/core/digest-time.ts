/** Digests go out at this hour of the day, UTC. */
export const DIGEST_HOUR_UTC = 7;

/**
 * The last moment of sending digests up to `now`. What was written after it waits for the next
 * one, so that a digest tried again holds the same lines.
 */
export function digestCutOff(now: Date): Date {
  const cut = new Date(now);
  cut.setUTCHours(DIGEST_HOUR_UTC, 0, 0, 0);
  return cut <= now ? cut : new Date(cut.getTime() - 86_400_000);
}
