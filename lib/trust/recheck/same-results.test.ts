import { describe, expect, test } from "vitest";
import { AT, days, failing, found, result, unknown } from "#lib/testing/trust-results.ts";
import { isSameResult, withFresh } from "./same-results.ts";

const weak = (title: string) => ({ ...found("high"), code: "SC-02/high-likely", title });

describe("a check found the same", () => {
  test.each([
    ["when only the time differs", result("SC-02"), result("SC-02", { checkedAt: days(1) })],
    ["when only the words differ", result("SC-02"), result("SC-02", { detail: "Other words." })],
    [
      "when findings come in another order",
      result("SC-02", { ...failing("SC-02"), findings: [weak("one"), weak("two")] }),
      result("SC-02", { ...failing("SC-02"), findings: [weak("two"), weak("one")] }),
    ],
    [
      "when a feed is merely a day older",
      result("RG-05", {
        status: "warn",
        findings: [{ ...found("low", "warn"), code: "RG-05/feed-old", title: "30 hours old" }],
      }),
      result("RG-05", {
        status: "warn",
        findings: [{ ...found("low", "warn"), code: "RG-05/feed-old", title: "54 hours old" }],
      }),
    ],
    [
      "when what fails was waived",
      result("SC-02", { ...failing("SC-02"), status: "waived" }),
      result("SC-02", failing("SC-02")),
    ],
  ])("%s", (_sentence, before, after) => expect(isSameResult(before, after)).toBe(true));
});

describe("a check found something else", () => {
  test.each([
    ["when it fails now", result("SC-02"), result("SC-02", failing("SC-02"))],
    ["when it cannot be checked now", result("SC-02"), result("SC-02", unknown())],
    [
      "when another reason keeps it from being checked",
      result("SC-02", unknown("timeout")),
      result("SC-02", unknown("feed_stale")),
    ],
    [
      "when another advisory is there",
      result("SC-02", { ...failing("SC-02"), findings: [weak("one")] }),
      result("SC-02", { ...failing("SC-02"), findings: [weak("one"), weak("two")] }),
    ],
    [
      "when more is found than was waived",
      result("SC-02", { ...failing("SC-02"), status: "waived", findings: [weak("one")] }),
      result("SC-02", { ...failing("SC-02"), findings: [weak("one"), weak("two")] }),
    ],
    [
      "when what was waived is gone",
      result("SC-02", { ...failing("SC-02"), status: "waived" }),
      result("SC-02"),
    ],
  ])("%s", (_sentence, before, after) => expect(isSameResult(before, after)).toBe(false));
});

test("what was looked at takes the place of what stood, in the same order, and nothing else moves", () => {
  const stands = [result("AI-01"), result("SC-02"), result("RG-05")];
  const sc = result("SC-02", { ...failing("SC-02"), checkedAt: days(1) });
  const rg = result("RG-05", { checkedAt: days(1), evidence: ["e"], detail: "Other words." });
  expect(withFresh(stands, [rg, sc])).toEqual([
    result("AI-01", { checkedAt: AT }),
    sc,
    result("RG-05", { checkedAt: days(1), evidence: ["e"] }),
  ]);
});
