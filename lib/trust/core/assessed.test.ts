import { expect, test } from "vitest";
import { isAssessed, isRiskKnown, levelWords, standingLabel } from "./assessed.ts";

test("level 0 without a score is not assessed in any words, and with one it is a verdict", () => {
  const none = { level: 0, kind: "npm", score: null } as const;
  expect([isAssessed(none), levelWords(none), standingLabel(none)]).toEqual([
    false,
    "Not assessed",
    "Not assessed",
  ]);
  const low = { ...none, score: 0 };
  expect([isAssessed(low), levelWords(low), standingLabel(low)]).toEqual([
    true,
    "L0 None",
    "MTF-adapted L0 None",
  ]);
});

test("no risk is known only where somebody could look; a risk that was found is known in any case", () => {
  expect(isRiskKnown({ score: null, risk: "none" })).toBe(false);
  expect(isRiskKnown({ score: null, risk: "high" })).toBe(true);
  expect(isRiskKnown({ score: 10, risk: "none" })).toBe(true);
});
