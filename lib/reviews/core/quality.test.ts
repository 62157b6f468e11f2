import { expect, test } from "vitest";
import { AGES, binned, LOOKED, QUICK_MS, shareWords, TO_DECIDE, weeksOf } from "./quality.ts";

test.each([TO_DECIDE, LOOKED, AGES])("every distribution has a label for each bin", (bins) => {
  expect(bins.labels).toHaveLength(bins.bounds.length + 1);
  expect([...bins.bounds].sort((one, other) => one - other)).toEqual(bins.bounds);
});

test("the first bin of looking is exactly what counts as quick", () => {
  expect(LOOKED.bounds[0]).toBe(QUICK_MS);
});

test("bins that nothing fell into are there, as none", () => {
  expect(binned(AGES, [{ bin: 5, count: 2 }])).toEqual([0, 0, 0, 0, 0, 2]);
});

test.each([
  ["within one week", "2026-11-24T10:00:00Z", "2026-11-26T10:00:00Z", ["2026-11-23"]],
  ["a Monday begins its week", "2026-11-23T00:00:00Z", "2026-11-23T00:00:00Z", ["2026-11-23"]],
  [
    "a Sunday belongs to the week before",
    "2026-11-22T23:59:00Z",
    "2026-11-23T00:00:00Z",
    ["2026-11-16", "2026-11-23"],
  ],
  [
    "over the turn of the year",
    "2026-12-31T00:00:00Z",
    "2027-01-05T00:00:00Z",
    ["2026-12-28", "2027-01-04"],
  ],
])("weeks: %s", (_sentence, since, until, weeks) => {
  expect(weeksOf(new Date(since), new Date(until))).toEqual(weeks);
});

test("a year has 53 or 54 weeks begun", () => {
  const until = new Date("2026-11-26T12:00:00Z");
  expect(weeksOf(new Date(until.getTime() - 365 * 86_400_000), until)).toHaveLength(53);
});

test.each([
  [0, 0, "–"],
  [0, 5, "0 %"],
  [1, 3, "33 %"],
  [1, 500, "under 1 %"],
  [5, 5, "100 %"],
])("%d of %d is %s", (part, whole, words) => expect(shareWords(part, whole)).toBe(words));
