import { setTimeout as sleep } from "node:timers/promises";

/** Waits so long, or until the signal: whoever waits looks at it again. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch {
    // Stopped while pausing.
  }
}
