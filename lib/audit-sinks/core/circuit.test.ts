import { expect, test } from "vitest";
import { MOST_LEAVES, nextLeaves, pauseMs } from "./circuit.ts";

test.each([
  [1, 500],
  [2, 500],
  [3, 2_000],
  [4, 4_000],
  [8, 64_000],
  [11, 300_000],
  [1_000, 300_000],
])("after %d failures in a row a sink rests %d ms", (failures, ms) => {
  expect(pauseMs(failures, 0.5)).toBe(ms);
});

test("sinks that failed together come back at different times, and never past the longest pause", () => {
  expect(pauseMs(4, 0)).toBe(3_000);
  expect(pauseMs(4, 1)).toBe(5_000);
  expect(pauseMs(50, 1)).toBe(300_000);
});

test("a receiver that says how long it wants is given that", () => {
  expect(pauseMs(1, 0.5, 30_000)).toBe(30_000);
  expect(pauseMs(1, 0.5, 86_400_000)).toBe(300_000);
});

test("a step gets smaller with each failure, never nothing, and grows again", () => {
  let leaves = MOST_LEAVES;
  const sizes = Array.from({ length: 8 }, () => (leaves = nextLeaves(leaves, true)));
  expect(sizes).toEqual([250, 125, 62, 31, 15, 10, 10, 10]);
  expect(nextLeaves(10, false)).toBe(60);
  expect(nextLeaves(480, false)).toBe(MOST_LEAVES);
});
