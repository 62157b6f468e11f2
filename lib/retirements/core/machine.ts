import type { PhaseDates } from "./dates.ts";
import type { RetirementState } from "./words.ts";

/** Phases are entered by time alone; the rest is done by people. */
export type RetirementEvent =
  | "deprecate"
  | "brown_out"
  | "retire"
  | "cancel"
  | "reschedule"
  | "answer"
  | "decide_extension"
  | "add_consumer";

export type MachineDecision =
  | { ok: true; next: RetirementState }
  | { ok: false; code: "illegal_transition" | "forbidden"; reason: string };

type Arrows = Partial<Record<RetirementEvent, RetirementState>>;

/** What people may do while a campaign runs, whatever its phase. */
const whileIn = (state: RetirementState): Arrows => ({
  cancel: "cancelled",
  reschedule: state,
  answer: state,
  decide_extension: state,
  add_consumer: state,
});

/** The whole life of a campaign. If it is not in this table, it cannot happen. */
export const TRANSITIONS: Record<RetirementState, Arrows> = {
  announced: { ...whileIn("announced"), deprecate: "deprecated" },
  deprecated: { ...whileIn("deprecated"), brown_out: "brownout" },
  brownout: { ...whileIn("brownout"), retire: "retired" },
  retired: {},
  cancelled: {},
};

/** Only time, and our own processes that follow it, do these. */
const CLOCK_ONLY: ReadonlySet<RetirementEvent> = new Set([
  "deprecate",
  "brown_out",
  "retire",
  "add_consumer",
]);

const IN_WORDS: Record<RetirementEvent, string> = {
  deprecate: "enter deprecation",
  brown_out: "enter its brown-out",
  retire: "end",
  cancel: "be cancelled",
  reschedule: "be moved to other dates",
  answer: "be answered",
  decide_extension: "be extended",
  add_consumer: "gain a consumer",
};

export function decide(
  { state }: { state: RetirementState },
  event: RetirementEvent,
  by: "clock" | "person",
): MachineDecision {
  const next = TRANSITIONS[state][event];
  if (!next)
    return {
      ok: false,
      code: "illegal_transition",
      reason: `A retirement that is ${state === "brownout" ? "in its brown-out" : state} cannot ${IN_WORDS[event]}.`,
    };
  if (CLOCK_ONLY.has(event) && by === "person")
    return {
      ok: false,
      code: "forbidden",
      reason: "The phases of a retirement follow its dates: move the dates instead.",
    };
  return { ok: true, next };
}

type Phase = { event: RetirementEvent; startsAt: (dates: PhaseDates) => Date };

const NEXT_PHASE: Partial<Record<RetirementState, Phase>> = {
  announced: { event: "deprecate", startsAt: ({ deprecatesAt }) => deprecatesAt },
  deprecated: { event: "brown_out", startsAt: ({ brownoutAt }) => brownoutAt },
  brownout: { event: "retire", startsAt: ({ retiresAt }) => retiresAt },
};

/** When the next phase begins; null once the campaign is over. */
export function nextPhase(
  dates: PhaseDates,
  state: RetirementState,
): { state: RetirementState; at: Date } | null {
  const phase = NEXT_PHASE[state];
  if (!phase) return null;
  const next = TRANSITIONS[state][phase.event];
  return next ? { state: next, at: phase.startsAt(dates) } : null;
}

type Clock = {
  now: Date;
  /** An open question keeps the server from being retired. */ held: boolean;
};

/** The one step that time asks for now; null: none. Steps that were missed come one by one. */
export function dueStep(
  dates: PhaseDates,
  state: RetirementState,
  { now, held }: Clock,
): RetirementState | null {
  const next = nextPhase(dates, state);
  if (!next || next.at > now) return null;
  return next.state === "retired" && held ? null : next.state;
}

/** Where a campaign stands once every step that is due has been taken. */
export function phaseAt(dates: PhaseDates, state: RetirementState, clock: Clock): RetirementState {
  const next = dueStep(dates, state, clock);
  return next === null ? state : phaseAt(dates, next, clock);
}
