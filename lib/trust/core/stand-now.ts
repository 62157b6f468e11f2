/** How a version stands at a moment, whether or not anybody has written down that time has passed. */
import type { Flag } from "./evaluate.ts";
import type { Level, Risk } from "./words.ts";

/** What becomes of a standing at a time (RFC 3339, UTC) unless somebody looks again. */
export type EntryLapse = {
  at: string;
  level: Level;
  flag: Flag;
  staleSince: string | null;
  score: number | null;
  risk: Risk;
  coverage: { evaluated: number; applicable: number };
};

/** The one that counts at a time; null: what was written down does. */
export const lapseAt = (lapses: readonly EntryLapse[], now: Date): EntryLapse | null =>
  lapses.filter(({ at }) => Date.parse(at) <= now.getTime()).at(-1) ?? null;
