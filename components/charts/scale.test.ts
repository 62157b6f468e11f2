import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { labelled, shareOf, stackOf, ticksOf, twoLines } from "./scale.ts";

describe("ticks", () => {
  test.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [4, [0, 1, 2, 3, 4]],
    [7, [0, 2, 4, 6, 8]],
    [20, [0, 5, 10, 15, 20]],
    [21, [0, 10, 20, 30]],
    [1_234, [0, 500, 1_000, 1_500]],
    [Number.NaN, [0, 1]],
  ])("of counts up to %d are %j", (max, ticks) => expect(ticksOf(max)).toEqual(ticks));

  test.each([
    [0.7, [0, 0.2, 0.4, 0.6, 0.8]],
    [2.5, [0, 1, 2, 3]],
    [0.04, [0, 0.01, 0.02, 0.03, 0.04]],
  ])("of measurements up to %d are %j", (max, ticks) =>
    expect(ticksOf(max, { whole: false })).toEqual(ticks),
  );

  test("reach the greatest value, in equal steps, and are few", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (max) => {
        const ticks = ticksOf(max);
        expect(ticks[0]).toBe(0);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
        expect(ticks.length).toBeLessThanOrEqual(6);
        const step = ticks[1] ?? 0;
        expect((ticks.at(-1) ?? 0) - max).toBeLessThan(step);
        expect(ticks.every((tick, at) => tick === at * step)).toBe(true);
      }),
    );
  });
});

test.each([
  [0, 4, 0],
  [1, 4, 0.25],
  [4, 4, 1],
  [9, 4, 1],
  [-1, 4, 0],
  [1, 0, 0],
  [Number.NaN, 4, 0],
])("%d of %d takes %d of the axis", (value, top, share) => {
  expect(shareOf(value, top)).toBe(share);
});

test("parts stand on one another", () => {
  expect(stackOf([1, 0, 2], 4)).toEqual([
    { from: 0, size: 0.25 },
    { from: 0.25, size: 0 },
    { from: 0.25, size: 0.5 },
  ]);
});

test.each([
  [3, 6, [true, true, true]],
  [5, 2, [true, false, false, true, false]],
])("of %d labels at most %d are written", (count, most, written) => {
  expect(labelled(count, most)).toEqual(written);
});

test.each([
  ["1–4 h", ["1–4", "h"]],
  ["over 30 days", ["over", "30 days"]],
  ["High", ["High", ""]],
])("%j stands on two lines", (label, lines) => expect(twoLines(label)).toEqual(lines));
