const DAY_MS = 86_400_000;
/** Days between the phases where nobody says otherwise. */
export const PHASE_DAYS = { deprecates: 14, brownout: 60, retires: 90 } as const;

type Asked = { deprecatesOn: string | null; brownoutOn: string | null; retiresOn: string | null };
export type PhaseDates = { deprecatesAt: Date; brownoutAt: Date; retiresAt: Date };

/** The first midnight when so many whole days have passed. */
const dayAfter = (now: Date, days: number) =>
  new Date(Math.ceil(now.getTime() / DAY_MS + days) * DAY_MS);

/**
 * The dates of a campaign that begins now: as asked for (a day begins at 00:00 UTC), else by
 * default. A phase never comes before the one it follows, nor before now.
 */
export function planDates(now: Date, asked: Asked): PhaseDates {
  const at = (day: string | null, afterDays: number) =>
    day === null ? dayAfter(now, afterDays) : new Date(`${day}T00:00:00Z`);
  const later = (one: Date, other: Date) => (one >= other ? one : other);
  const deprecatesAt = later(at(asked.deprecatesOn, PHASE_DAYS.deprecates), now);
  const brownoutAt = later(at(asked.brownoutOn, PHASE_DAYS.brownout), deprecatesAt);
  return {
    deprecatesAt,
    brownoutAt,
    retiresAt: later(at(asked.retiresOn, PHASE_DAYS.retires), brownoutAt),
  };
}
