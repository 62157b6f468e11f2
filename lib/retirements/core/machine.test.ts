import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PhaseDates } from "./dates.ts";
import { decide, dueStep, nextPhase, phaseAt, type RetirementEvent } from "./machine.ts";
import { RETIREMENT_STATES, type RetirementState } from "./words.ts";

const EVENTS: RetirementEvent[] = [
  "deprecate",
  "brown_out",
  "retire",
  "cancel",
  "reschedule",
  "answer",
  "decide_extension",
  "add_consumer",
];

// The specification, written out by hand. It must not be derived from TRANSITIONS.
const ALLOWED = [
  "announced --deprecate by clock--> deprecated",
  "announced --cancel by clock--> cancelled",
  "announced --cancel by person--> cancelled",
  "announced --reschedule by clock--> announced",
  "announced --reschedule by person--> announced",
  "announced --answer by clock--> announced",
  "announced --answer by person--> announced",
  "announced --decide_extension by clock--> announced",
  "announced --decide_extension by person--> announced",
  "announced --add_consumer by clock--> announced",
  "deprecated --brown_out by clock--> brownout",
  "deprecated --cancel by clock--> cancelled",
  "deprecated --cancel by person--> cancelled",
  "deprecated --reschedule by clock--> deprecated",
  "deprecated --reschedule by person--> deprecated",
  "deprecated --answer by clock--> deprecated",
  "deprecated --answer by person--> deprecated",
  "deprecated --decide_extension by clock--> deprecated",
  "deprecated --decide_extension by person--> deprecated",
  "deprecated --add_consumer by clock--> deprecated",
  "brownout --retire by clock--> retired",
  "brownout --cancel by clock--> cancelled",
  "brownout --cancel by person--> cancelled",
  "brownout --reschedule by clock--> brownout",
  "brownout --reschedule by person--> brownout",
  "brownout --answer by clock--> brownout",
  "brownout --answer by person--> brownout",
  "brownout --decide_extension by clock--> brownout",
  "brownout --decide_extension by person--> brownout",
  "brownout --add_consumer by clock--> brownout",
];

test("exactly the written arrows exist, for every state, event and actor", () => {
  const found = RETIREMENT_STATES.flatMap((state) =>
    EVENTS.flatMap((event) =>
      (["clock", "person"] as const).flatMap((by) => {
        const decision = decide({ state }, event, by);
        return decision.ok ? [`${state} --${event} by ${by}--> ${decision.next}`] : [];
      }),
    ),
  );
  expect(found.sort()).toEqual([...ALLOWED].sort());
});

test("a refusal says what is so", () => {
  expect(decide({ state: "retired" }, "cancel", "person")).toMatchObject({
    code: "illegal_transition",
    reason: "A retirement that is retired cannot be cancelled.",
  });
  expect(decide({ state: "brownout" }, "retire", "person")).toMatchObject({ code: "forbidden" });
});

const day = (text: string) => new Date(`2027-${text}T00:00:00Z`);
const dates: PhaseDates = {
  deprecatesAt: day("02-01"),
  brownoutAt: day("03-01"),
  retiresAt: day("04-01"),
};
const at = (now: Date, held = false) => ({ now, held });

describe("a phase begins with its date", () => {
  test.each<[RetirementState, Date, RetirementState | null]>([
    ["announced", new Date(day("02-01").getTime() - 1), null],
    ["announced", day("02-01"), "deprecated"],
    ["announced", day("12-01"), "deprecated"],
    ["deprecated", day("02-28"), null],
    ["deprecated", day("03-01"), "brownout"],
    ["brownout", day("03-31"), null],
    ["brownout", day("04-01"), "retired"],
    ["retired", day("12-01"), null],
    ["cancelled", day("12-01"), null],
  ])("%s at %s: %s", (state, now, next) => expect(dueStep(dates, state, at(now))).toBe(next));
});

test("an open question keeps the server in its brown-out, and nothing else does", () => {
  expect(dueStep(dates, "brownout", at(day("05-01"), true))).toBeNull();
  expect(phaseAt(dates, "announced", at(day("05-01"), true))).toBe("brownout");
  expect(phaseAt(dates, "announced", at(day("05-01")))).toBe("retired");
});

const moment = fc.integer({ min: 0, max: 400 }).map((days) => new Date(days * 86_400_000));
const anyDates = fc
  .tuple(moment, moment, moment)
  .map((moments) => moments.sort((one, other) => one.getTime() - other.getTime()))
  .map(([deprecatesAt, brownoutAt, retiresAt]) => ({ deprecatesAt, brownoutAt, retiresAt }))
  .filter((some): some is PhaseDates => some.retiresAt !== undefined);
const ORDER: RetirementState[] = ["announced", "deprecated", "brownout", "retired"];

test("time only moves a campaign forward, one neighbouring phase at a time, however late it looks", () => {
  fc.assert(
    fc.property(anyDates, fc.array(moment), fc.boolean(), (some, clocks, held) => {
      let state: RetirementState = "announced";
      for (const now of clocks.sort((one, other) => one.getTime() - other.getTime())) {
        const goal = phaseAt(some, state, { now, held });
        for (let next = dueStep(some, state, { now, held }); next;) {
          expect(ORDER.indexOf(next)).toBe(ORDER.indexOf(state) + 1);
          expect(nextPhase(some, state)?.at.getTime()).toBeLessThanOrEqual(now.getTime());
          state = next;
          next = dueStep(some, state, { now, held });
        }
        expect(state).toBe(goal);
      }
    }),
    { numRuns: 500 },
  );
});
