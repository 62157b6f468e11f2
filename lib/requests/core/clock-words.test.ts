import { expect, test } from "vitest";
import { clockWords, spanWords, type ClockFacts } from "./clock-words.ts";

const now = new Date("2026-06-01T12:00:00Z");
const hours = (count: number) => new Date(now.getTime() + count * 3_600_000);
const facts = (more: Partial<ClockFacts>): ClockFacts => ({
  state: "in_review",
  paused: false,
  respondedAt: hours(-1),
  responseDueAt: hours(-2),
  decisionDueAt: hours(48),
  ...more,
});

test.each<[Partial<ClockFacts>, string, string]>([
  [{}, "decision due in 2 days", "calm"],
  [{ decisionDueAt: hours(3) }, "decision due in 3 hours", "soon"],
  [{ decisionDueAt: hours(-30) }, "decision overdue by 30 hours", "overdue"],
  [{ respondedAt: null, responseDueAt: hours(-3) }, "response overdue by 3 hours", "overdue"],
  [{ respondedAt: null, responseDueAt: hours(20) }, "response due in 20 hours", "calm"],
  // A missed decision is worse than a missed response.
  [{ respondedAt: null, decisionDueAt: hours(-1) }, "decision overdue by 60 minutes", "overdue"],
  [{ state: "changes_requested", paused: true }, "paused: waits for its author", "paused"],
  [
    { state: "submitted", respondedAt: null, responseDueAt: hours(0.1) },
    "response due in 6 minutes",
    "soon",
  ],
])("%j reads: %s", (more, words, pressure) => {
  expect(clockWords(facts(more), now)).toEqual({ words, pressure });
});

test.each(["draft", "approved", "rejected", "withdrawn", "expired"] as const)(
  "no clock runs on a request that is %s",
  (state) => expect(clockWords(facts({ state }), now)).toBeNull(),
);

test("without due dates nothing is due", () => {
  expect(clockWords(facts({ responseDueAt: null, decisionDueAt: null }), now)).toBeNull();
});

test.each([
  [0, "1 minute"],
  [89 * 60_000, "89 minutes"],
  [2 * 3_600_000, "2 hours"],
  [35 * 3_600_000, "35 hours"],
  [36 * 3_600_000, "2 days"],
  [10 * 86_400_000, "10 days"],
])("%i ms is %s", (ms, words) => expect(spanWords(ms)).toBe(words));
