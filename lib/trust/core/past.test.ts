import { describe, expect, test } from "vitest";
import { AT, days, failing, found, result, unknown } from "#lib/testing/trust-results.ts";
import { evaluate, NO_PAST, type Past } from "./evaluate.ts";
import { outcomeOf, remember } from "./past.ts";
import type { ControlResult } from "./result.ts";

const after = (past: Past, results: readonly ControlResult[], change = {}) => {
  const input = { kind: "npm", subject: "entry", at: AT, results, past } as const;
  return remember(past, input, { ...evaluate(input), ...change });
};
const whole = (past: Past, results: readonly ControlResult[]) =>
  after(past, results, { flag: "complete", level: 2 });

describe("an evaluation is remembered", () => {
  test("as complete where everything could be checked, with what each control found", () => {
    const { complete } = whole(NO_PAST, [result("CQ-01"), result("SC-02", failing("SC-02"))]);
    expect(complete).toEqual({
      ...{ at: AT, level: 2 },
      outcomes: {
        "CQ-01": { status: "pass", failsFromLevel: null, risk: "none" },
        "SC-02": { status: "fail", failsFromLevel: 2, risk: "medium", codes: ["test"] },
      },
    });
  });

  test.each(["stale", "provisional", "blocked"])("not as complete where it is %s", (flag) => {
    const before = whole(NO_PAST, [result("CQ-01")]);
    const past = after(before, [result("CQ-01", failing("CQ-01"))], { flag });
    expect(past.complete).toBe(before.complete);
    expect(after(NO_PAST, [], { flag }).complete).toBeNull();
  });

  test("with the level that it had without its waivers, where it had any", () => {
    const concluded = { at: AT, results: [] };
    const evaluation = {
      ...evaluate({ ...INPUT, results: [] }),
      flag: "complete",
      level: 3,
    } as const;
    expect(remember(NO_PAST, concluded, evaluation).complete).not.toHaveProperty("unwaived");
    const waived = { ...concluded, unwaived: 0 } as const;
    expect(remember(NO_PAST, waived, evaluation).complete).toMatchObject({ level: 3, unwaived: 0 });
  });
});

const INPUT = { kind: "npm", subject: "entry", at: AT, past: NO_PAST } as const;

describe("what is known of a control", () => {
  const earlier = () =>
    after(NO_PAST, [
      result("SC-02", failing("SC-02", "critical")),
      result("CQ-01", { status: "warn", findings: [found("low", "warn")] }),
    ]);

  test.each(["not_checkable", "error"] as const)("stays while it is %s", (status) => {
    const before = earlier();
    const past = after(before, [result("SC-02", { status }), result("CQ-01")]);
    expect(past.known["SC-02"]).toEqual(before.known["SC-02"]);
    expect(past.known["CQ-01"]).toMatchObject({ status: "pass", risk: "none" });
  });

  test("is no outcome of its own while it could never be checked", () => {
    expect(after(NO_PAST, [result("SC-02", unknown())]).known).toEqual({});
  });

  test("keeps its danger in what is remembered as complete", () => {
    for (const status of ["not_checkable", "error"] as const) {
      const past = whole(earlier(), [result("SC-02", { status }), result("PR-01", { status })]);
      expect(past.complete?.outcomes).toMatchObject({
        "SC-02": { status, risk: "critical" },
        "PR-01": { status, risk: "none" },
      });
    }
  });
});

describe("of a result is remembered", () => {
  test("what blocked, and not what only warned", () => {
    const findings = [
      { ...found("high"), code: "SC-02/high" },
      { ...found("low", "warn"), code: "SC-02/low" },
    ];
    const one = outcomeOf(result("SC-02", { ...failing("SC-02"), findings }), NO_PAST);
    expect(one).toEqual({ status: "fail", failsFromLevel: 2, risk: "high", codes: ["SC-02/high"] });
    const warned = result("SC-02", { status: "warn", findings: findings.slice(1) });
    expect(outcomeOf(warned, NO_PAST)).not.toHaveProperty("codes");
  });

  test("the waiver where it is waived, and a fail where nobody may waive it", () => {
    const waiver = { waiverId: "w", waivedUntil: days(30) };
    const waived = (control: "SC-02" | "RG-05") =>
      outcomeOf(result(control, { ...failing(control), ...waiver, status: "waived" }), NO_PAST);
    expect(waived("SC-02")).toMatchObject({ status: "waived", waiverId: "w" });
    expect(waived("RG-05")).toMatchObject({ status: "fail" });
    expect(waived("RG-05")).not.toHaveProperty("waiverId");
    const unnamed = outcomeOf(result("SC-02", { ...failing("SC-02"), status: "waived" }), NO_PAST);
    expect(unnamed).not.toHaveProperty("waiverId");
  });
});
