import { brownoutActive } from "./brownout.ts";
import { dueStep } from "./machine.ts";
import { dueReminder, type Reminder, type ReminderFacts } from "./reminders.ts";
import type { RetirementState } from "./words.ts";

export type StepFacts = ReminderFacts & { inBrownout: boolean };

export type Step =
  | { kind: "enter"; state: RetirementState }
  | { kind: "switch"; brownout: boolean }
  | { kind: "remind"; reminder: Reminder };

/**
 * The next thing that time asks of a campaign, one at a time: the phase first, then whether clients
 * get the server at this hour, then word to people. Computed from the facts and the clock alone, so
 * that a process which died half-way is simply followed by the next.
 */
export function nextStep(facts: StepFacts, now: Date): Step | null {
  const state = dueStep(facts.dates, facts.state, { now, held: facts.held });
  if (state !== null) return { kind: "enter", state };
  if (facts.state === "brownout") {
    const brownout = brownoutActive(facts.dates, now);
    if (brownout !== facts.inBrownout) return { kind: "switch", brownout };
  }
  const reminder = dueReminder(facts, now);
  return reminder === null ? null : { kind: "remind", reminder };
}
