import { expect, test } from "vitest";
import { durationWords, hoursWords } from "./duration.ts";

test.each([
  [1, "1 hour"],
  [8, "8 hours"],
  [24, "24 hours"],
  [36, "36 hours"],
  [48, "2 days"],
  [120, "5 days"],
])("a policy's %d hours are %s", (hours, words) => expect(hoursWords(hours)).toBe(words));

test.each([
  [0, "0 s"],
  [9.6, "10 s"],
  [59.6, "1 min"],
  [600, "10 min"],
  [3_599, "1 hour"],
  [3_600, "1 hour"],
  [12_600, "3.5 hours"],
  [172_799, "2 days"],
  [181_440, "2.1 days"],
])("%d measured seconds are %s", (seconds, words) => expect(durationWords(seconds)).toBe(words));
