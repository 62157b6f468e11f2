/** How well reviews are done: the words and the arithmetic. */
export const PERIODS = [30, 90, 365] as const;
/** Days looked back. */
export type Period = (typeof PERIODS)[number];

/** A decision made sooner after opening is likely one that nobody read for. */
export const QUICK_MS = 10_000;
/** An approval that does not hold this long was a mistake. */
export const REVERSAL_DAYS = 30;

/** Bins of a distribution: what is below each bound, and one more for the rest. */
export type Bins = { bounds: readonly number[]; labels: readonly string[] };

const HOUR = 3_600;
/** Seconds from submission to decision. */
export const TO_DECIDE: Bins = {
  bounds: [HOUR, 4 * HOUR, 24 * HOUR, 72 * HOUR, 168 * HOUR],
  labels: ["under 1 h", "1–4 h", "4–24 h", "1–3 days", "3–7 days", "over 7 days"],
};
/** Milliseconds from opening to deciding. */
export const LOOKED: Bins = {
  bounds: [QUICK_MS, 60_000, 300_000, 1_800_000],
  labels: ["under 10 s", "10–60 s", "1–5 min", "5–30 min", "over 30 min"],
};
/** Days since submission. */
export const AGES: Bins = {
  bounds: [1, 3, 7, 14, 30],
  labels: ["under 1 day", "1–3 days", "3–7 days", "7–14 days", "14–30 days", "over 30 days"],
};

/** Counts of every bin, with the empty ones; `rows` number them as Postgres' width_bucket does. */
export function binned(bins: Bins, rows: readonly { bin: number; count: number }[]): number[] {
  return bins.labels.map((_, at) => rows.find(({ bin }) => bin === at)?.count ?? 0);
}

const DAY_MS = 86_400_000;

/** The Mondays (UTC, as 2026-11-23) of every week that has a day in the period. */
export function weeksOf(since: Date, until: Date): string[] {
  const weeks: string[] = [];
  const day = since.getTime() - (since.getTime() % DAY_MS);
  // getUTCDay: Sunday is 0; ISO weeks begin on Monday.
  const monday = day - ((since.getUTCDay() + 6) % 7) * DAY_MS;
  for (let at = monday; at <= until.getTime(); at += 7 * DAY_MS)
    weeks.push(new Date(at).toISOString().slice(0, 10));
  return weeks;
}

/** A share in words: "12 %"; nothing of nothing is no share. */
export function shareWords(part: number, whole: number): string {
  if (whole === 0) return "–";
  const percent = (100 * part) / whole;
  if (percent > 0 && percent < 1) return "under 1 %";
  return `${Math.round(percent)} %`;
}
