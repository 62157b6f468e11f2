/**
 * The schedule of a brown-out: for how long of each day clients do not get the server, so that who
 * has not moved notices while there is still time. Days are days in UTC.
 */
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const LAST_DAYS = 7;
/** Hours from 00:00 UTC: at first, and in the last week. */
export const BROWNOUT_HOURS = { first: 1, last: 12 } as const;

type Dates = { brownoutAt: Date; retiresAt: Date };
export type BrownoutWindow = { startsAt: Date; endsAt: Date };

const dayOf = (date: Date) => Math.floor(date.getTime() / DAY_MS) * DAY_MS;

/** The first day of the longer windows. */
export const lastWeekFrom = ({ retiresAt }: Pick<Dates, "retiresAt">): Date =>
  new Date(dayOf(retiresAt) - LAST_DAYS * DAY_MS);

function windowOf(day: number, dates: Dates): BrownoutWindow {
  const hours = day >= lastWeekFrom(dates).getTime() ? BROWNOUT_HOURS.last : BROWNOUT_HOURS.first;
  return {
    startsAt: new Date(Math.max(day, dates.brownoutAt.getTime())),
    endsAt: new Date(day + hours * HOUR_MS),
  };
}

/** Whether clients should miss the server now. A campaign that is held past its end goes on so. */
export function brownoutActive(dates: Dates, now: Date): boolean {
  const { startsAt, endsAt } = windowOf(dayOf(now), dates);
  return startsAt <= now && now < endsAt;
}

/** The window that runs now, else the next one. */
export function nextBrownout(dates: Dates, now: Date): BrownoutWindow {
  const from = dates.brownoutAt > now ? dates.brownoutAt : now;
  const today = windowOf(dayOf(from), dates);
  return from < today.endsAt ? today : windowOf(dayOf(from) + DAY_MS, dates);
}
