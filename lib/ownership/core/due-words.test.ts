import { expect, test } from "vitest";
import { dueWords } from "./due-words.ts";

const NOW = new Date("2026-03-01T12:00:00Z");
const at = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

test.each([
  [-73, "3 days overdue", "overdue"],
  [-25, "1 day overdue", "overdue"],
  [-1, "due today", "overdue"],
  [0, "due today", "overdue"],
  [1, "in 1 day", "soon"],
  [7 * 24, "in 7 days", "soon"],
  [7 * 24 + 1, "in 8 days", "later"],
])("%i hours from now", (hours, words, level) => {
  expect(dueWords(at(hours), NOW)).toEqual({ words, level });
});
