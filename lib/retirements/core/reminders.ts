import type { PhaseDates } from "./dates.ts";
import { nextPhase } from "./machine.ts";
import type { RetirementState } from "./words.ts";

const DAY_MS = 86_400_000;
/** Days before a phase at which who has not answered is asked again. */
export const REMINDER_DAYS = [14, 7, 1] as const;

export type ReminderFacts = {
  dates: PhaseDates;
  state: RetirementState;
  announcedAt: Date;
  /** The last reminder of any kind. */
  remindedAt: Date | null;
  held: boolean;
};

export type Reminder =
  /** Consumers are asked again: the next phase is near. */
  | {
      kind: "unanswered";
      next: RetirementState;
      at: Date;
      /** Days left, rounded up. */ days: number;
    }
  /** The owner is told, daily, that an open question keeps the server from being retired. */
  | { kind: "held" };

const dayOf = (date: Date) => Math.floor(date.getTime() / DAY_MS);

/** The reminder that is due now. Several that were missed become one. */
export function dueReminder(facts: ReminderFacts, now: Date): Reminder | null {
  const next = nextPhase(facts.dates, facts.state);
  if (!next) return null;
  if (next.at <= now) {
    const today = facts.remindedAt !== null && dayOf(facts.remindedAt) === dayOf(now);
    return facts.held && !today ? { kind: "held" } : null;
  }
  const since = Math.max(
    phaseBegan(facts).getTime(),
    facts.remindedAt?.getTime() ?? Number.NEGATIVE_INFINITY,
  );
  const isDue = REMINDER_DAYS.some((days) => {
    const due = next.at.getTime() - days * DAY_MS;
    return due <= now.getTime() && due > since;
  });
  const days = Math.ceil((next.at.getTime() - now.getTime()) / DAY_MS);
  return isDue ? { kind: "unanswered", next: next.state, at: next.at, days } : null;
}

/** Entering a phase is told by itself, so what lay before it needs no reminder. */
function phaseBegan({ state, dates, announcedAt }: ReminderFacts): Date {
  if (state === "deprecated") return dates.deprecatesAt;
  return state === "brownout" ? dates.brownoutAt : announcedAt;
}
