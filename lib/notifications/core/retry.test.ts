import { expect, test } from "vitest";
import { LEASE_MS, MAX_ATTEMPTS, retryDelayMs } from "./retry.ts";

const minutes = (attempts: number, chance = 0.5) => (retryDelayMs(attempts, chance) ?? -1) / 60_000;

test("each failure waits longer, up to a day", () => {
  const waits = Array.from({ length: 9 }, (_none, index) => minutes(index + 1));
  expect(waits).toEqual([1, 5, 30, 120, 480, 720, 1440, 1440, 1440]);
});

test("after the tenth there is no further attempt", () => {
  expect(retryDelayMs(MAX_ATTEMPTS, 0)).toBeNull();
  expect(retryDelayMs(MAX_ATTEMPTS + 1, 1)).toBeNull();
});

test("what failed together comes back a fifth earlier or later", () => {
  expect(minutes(2, 0)).toBeCloseTo(4);
  expect(minutes(2, 1)).toBeCloseTo(6);
});

test("the first retry never comes before a send that hangs has given up", () => {
  expect(LEASE_MS).toBeGreaterThan(30_000);
});
