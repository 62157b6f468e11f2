import { describe, expect, test } from "vitest";
import { failing, found, result } from "#lib/testing/trust-results.ts";
import { NO_PAST, type Past } from "./core/evaluate.ts";
import { outcomeOf } from "./core/past.ts";
import type { ControlResult } from "./core/result.ts";
import { newDangers } from "./dangers.ts";

const advisory = (code: string): ControlResult =>
  result("SC-02", { ...failing("SC-02"), findings: [{ ...found("critical"), code }] });
const after = (one: ControlResult): Past => ({
  complete: null,
  known: { [one.control]: outcomeOf(one, NO_PAST) },
});

describe("what takes a server out of use", () => {
  test("known malware, but not a vulnerability however bad", () => {
    expect(newDangers([advisory("SC-02/malicious")], NO_PAST)).toHaveLength(1);
    expect(newDangers([advisory("SC-02/kev")], NO_PAST)).toEqual([]);
  });

  test("malware that joins a vulnerability that was there before", () => {
    const before = after(advisory("SC-02/kev"));
    expect(newDangers([advisory("SC-02/malicious")], before)).toHaveLength(1);
  });

  test("not again what was there before", () => {
    for (const one of [
      advisory("SC-02/malicious"),
      result("RG-05", failing("RG-05", "critical")),
      result("CQ-02", failing("CQ-02", "critical")),
    ]) {
      expect(newDangers([one], NO_PAST)).toHaveLength(1);
      expect(newDangers([one], after(one))).toEqual([]);
    }
  });

  test("not a suspicious pattern that is not critical", () => {
    expect(newDangers([result("CQ-02", failing("CQ-02", "high"))], NO_PAST)).toEqual([]);
  });
});
