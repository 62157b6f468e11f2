import { describe, expect, test } from "vitest";
import { mayDoStep, recoveryOf, RECOVERY_STEPS, type DoneStep } from "./recovery.ts";
import { REVOCATION_KINDS } from "./words.ts";

const AT = new Date("2026-11-20T08:00:00Z");
const after = (hours: number) => new Date(AT.getTime() + hours * 3_600_000);
const done = (step: string, hours: number): DoneStep => ({
  ...{ step, note: "Done.", by: "Ann", at: after(hours) },
});
const of = (steps: readonly DoneStep[], now: Date) =>
  recoveryOf({ kind: "compromised", at: AT, stopsSomething: true }, steps, now);

test("is due for what was compromised and stops something here, and for nothing else", () => {
  for (const kind of REVOCATION_KINDS) {
    const isDue = recoveryOf({ kind, at: AT, stopsSomething: true }, [], AT) !== null;
    expect([kind, isDue]).toEqual([kind, kind === "compromised"]);
  }
  expect(recoveryOf({ kind: "compromised", at: AT, stopsSomething: false }, [], AT)).toBeNull();
});

describe("deadlines", () => {
  test("are 24 hours, 48 hours and 7 days after the revocation (MTF PK-03)", () => {
    expect(of([], AT)?.steps.map(({ step, dueAt }) => [step, dueAt])).toEqual([
      ["verify", after(24)],
      ["reset", after(48)],
      ["review", after(7 * 24)],
    ]);
  });

  test.each([
    [[], 24, "verify", false],
    [[], 24.1, "verify", true],
    [[done("verify", 5)], 30, "reset", false],
    [[done("verify", 30)], 40, "reset", false],
    [[done("verify", 5)], 49, "reset", true],
    [[done("verify", 5), done("reset", 6)], 49, "review", false],
    [[done("verify", 5), done("reset", 6), done("review", 7)], 999, null, false],
  ] as const)("with %j after %d hours: next %s, overdue %s", (steps, hours, next, isOverdue) => {
    expect(of(steps, after(hours))).toMatchObject({ next, isOverdue });
  });

  test("missed by a step that is done stay visible", () => {
    const steps = of([done("verify", 30)], after(31))?.steps;
    expect(steps?.map(({ isLate }) => isLate)).toEqual([true, false, false]);
  });
});

test("steps are done one after the other, each once", () => {
  for (const count of [0, 1, 2, 3]) {
    const recovery = of(
      RECOVERY_STEPS.slice(0, count).map((step) => done(step, 1)),
      after(2),
    );
    const allowed = RECOVERY_STEPS.filter((step) => mayDoStep(recovery, step).ok);
    expect(allowed).toEqual(RECOVERY_STEPS.slice(count, count + 1));
  }
  expect(mayDoStep(null, "verify").ok).toBe(false);
});
