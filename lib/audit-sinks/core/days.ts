/** Days as sinks know them: of UTC, written as 2026-12-31; the later one is the greater text. */

/** Both included. */
export type Days = { from: string; to: string };

const DAY_MS = 86_400_000;

export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

export const dayBefore = (day: string): string => dayOf(new Date(Date.parse(day) - DAY_MS));
