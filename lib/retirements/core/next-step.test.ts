import fc from "fast-check";
import { expect, test } from "vitest";
import { brownoutActive } from "./brownout.ts";
import { nextStep, type Step, type StepFacts } from "./next-step.ts";
import { phaseAt } from "./machine.ts";

const HOUR_MS = 3_600_000;
const moment = fc.integer({ min: 0, max: 120 * 24 }).map((hours) => new Date(hours * HOUR_MS));

/** What the verb writes for a step, and nothing else. */
function after(facts: StepFacts, step: Step, now: Date): StepFacts {
  if (step.kind === "enter")
    return {
      ...facts,
      state: step.state,
      inBrownout: step.state === "retired" ? false : facts.inBrownout,
    };
  if (step.kind === "switch") return { ...facts, inBrownout: step.brownout };
  return { ...facts, remindedAt: now };
}

test("steps come to an end, where the dates say, whenever and however often the clock is read", () => {
  fc.assert(
    fc.property(
      fc.tuple(moment, moment, moment, moment),
      fc.array(moment, { maxLength: 8 }),
      fc.boolean(),
      (moments, clocks, held) => {
        const [announcedAt, deprecatesAt, brownoutAt, retiresAt] = moments
          .map((one) => one.getTime())
          .sort((one, other) => one - other)
          .map((ms) => new Date(ms)) as [Date, Date, Date, Date];
        const dates = { deprecatesAt, brownoutAt, retiresAt };
        let facts: StepFacts = {
          dates,
          announcedAt,
          state: "announced",
          remindedAt: null,
          inBrownout: false,
          held,
        };
        for (const now of clocks.sort((one, other) => one.getTime() - other.getTime())) {
          const goal = phaseAt(dates, facts.state, { now, held });
          let steps = 0;
          for (let step = nextStep(facts, now); step; step = nextStep(facts, now)) {
            facts = after(facts, step, now);
            steps += 1;
            expect(steps).toBeLessThanOrEqual(5);
          }
          expect(facts.state).toBe(goal);
          expect(facts.inBrownout).toBe(goal === "brownout" && brownoutActive(dates, now));
        }
      },
    ),
    { numRuns: 500 },
  );
});
