/** A delivery is tried this often; then it waits for an administrator. */
export const MAX_ATTEMPTS = 10;
/** How long somebody who sends has a delivery to themselves; every send gives up well before. */
export const LEASE_MS = 60_000;

const MINUTES = [1, 5, 30, 120, 480, 720, 1_440, 1_440, 1_440] as const;
const JITTER = 0.2;

/**
 * Milliseconds until the next attempt after `attempts` failed ones; null when there is none.
 * `chance`, from 0 to 1, spreads what failed together by a fifth either way.
 */
export function retryDelayMs(attempts: number, chance: number): number | null {
  if (attempts >= MAX_ATTEMPTS) return null;
  const minutes = MINUTES[Math.max(0, attempts - 1)] ?? 1_440;
  return Math.round(minutes * 60_000 * (1 - JITTER + 2 * JITTER * chance));
}
