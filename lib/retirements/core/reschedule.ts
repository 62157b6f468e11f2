import type { PhaseDates } from "./dates.ts";
import type { RetirementState } from "./words.ts";

const PHASES = ["deprecatesAt", "brownoutAt", "retiresAt"] as const;
type Phase = (typeof PHASES)[number];

/** Phases that have not begun, by state. */
const AHEAD: Record<RetirementState, readonly Phase[]> = {
  announced: PHASES,
  deprecated: ["brownoutAt", "retiresAt"],
  brownout: ["retiresAt"],
  retired: [],
  cancelled: [],
};

export type Rescheduled =
  { ok: true; dates: PhaseDates } | { ok: false; field: Phase; reason: string };

/**
 * Other dates for the phases that have not begun; null: as it was. Dates only move later, because
 * people plan by them, and a phase that is pushed pushes those after it.
 */
export function rescheduleDates(
  dates: PhaseDates,
  state: RetirementState,
  asked: Readonly<Record<Phase, Date | null>>,
): Rescheduled {
  const next = { ...dates };
  for (const phase of PHASES) {
    const at = asked[phase];
    if (at === null || at.getTime() === dates[phase].getTime()) continue;
    if (!AHEAD[state].includes(phase))
      return { ok: false, field: phase, reason: "This phase has begun already." };
    if (at < dates[phase])
      return { ok: false, field: phase, reason: "Dates only move later: people plan by them." };
    next[phase] = at;
  }
  return { ok: true, dates: inOrder(next) };
}

/**
 * A granted extension: the end moves to that date, and a brown-out that has not begun by as much,
 * so that who was given time is not switched off meanwhile.
 */
export function extendDates(dates: PhaseDates, state: RetirementState, until: Date): PhaseDates {
  const byMs = until.getTime() - dates.retiresAt.getTime();
  if (byMs <= 0) return dates;
  const moves = AHEAD[state].includes("brownoutAt");
  return {
    ...dates,
    retiresAt: until,
    brownoutAt: moves ? new Date(dates.brownoutAt.getTime() + byMs) : dates.brownoutAt,
  };
}

const later = (one: Date, other: Date) => (one >= other ? one : other);

function inOrder(dates: PhaseDates): PhaseDates {
  const brownoutAt = later(dates.brownoutAt, dates.deprecatesAt);
  return { ...dates, brownoutAt, retiresAt: later(dates.retiresAt, brownoutAt) };
}
