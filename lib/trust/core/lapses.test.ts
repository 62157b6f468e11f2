import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  anyCase,
  AT,
  days,
  failing,
  result,
  unknown,
  type Change,
} from "#lib/testing/trust-results.ts";
import { CONTROL_IDS, isApplicable, type ControlId } from "./controls.ts";
import { evaluate, NO_PAST, type EvaluationInput } from "./evaluate.ts";
import { evaluationAt, lapsesOf } from "./lapses.ts";
import { remember } from "./past.ts";
import type { ArtifactKind } from "./words.ts";

/** An evaluation of now, with what it leaves. */
function evaluated(input: Omit<EvaluationInput, "at" | "past">) {
  const whole = { ...input, at: AT, past: NO_PAST };
  const evaluation = evaluate(whole);
  return { evaluation, input: { ...whole, past: remember(NO_PAST, whole, evaluation) } };
}

function scan(kind: ArtifactKind, changes: Partial<Record<ControlId, Change>> = {}) {
  const results = CONTROL_IDS.filter((id) => isApplicable(id, kind)).map((id) =>
    result(id, changes[id]),
  );
  return evaluated({ kind, subject: "entry", results });
}

const NOT_BUILT = {
  "AI-04": failing("AI-04"),
  "CQ-06": unknown("not_implemented"),
  "PR-04": failing("PR-04"),
} satisfies Partial<Record<ControlId, Change>>;
const course = ({ evaluation, input }: ReturnType<typeof scan>) =>
  lapsesOf(input, evaluation).map(({ at, evaluation: { level, flag } }) => [at, level, flag]);

describe("a level that nobody looks at again", () => {
  test("of a package is good for 15 days while advisories are not asked for, then for what is left", () => {
    // SC-02 and RG-05 are of L2; after them what is below stands on what the package itself says.
    expect(course(scan("npm", NOT_BUILT))).toEqual([
      [days(15), 1, "provisional"],
      [days(90), 0, "provisional"],
    ]);
  });

  test("is L3 for 30 days and L2 for 90 where everything else is looked at", () => {
    const { evaluation, input } = scan("npm", NOT_BUILT);
    expect(evaluation.level).toBe(3);
    const fresh = (day: number) => ({
      ...input,
      results: input.results.map((one) =>
        ["SC-02", "RG-05", "PR-01", "PR-05", "AI-03", "PR-03", "PK-04", "PR-04"].includes(
          one.control,
        )
          ? { ...one, checkedAt: days(day) }
          : one,
      ),
    });
    const at = (day: number) => evaluationAt(fresh(day), days(day)).level;
    expect([29, 30, 60, 89, 90].map(at)).toEqual([3, 2, 2, 2, 0]);
  });

  test("of a remote is good for 8 days", () => {
    expect(course(scan("remote"))[0]).toEqual([days(8), 0, "provisional"]);
  });

  test("ends with its days of grace where something does not answer", () => {
    const { input } = scan("npm", NOT_BUILT);
    const results = input.results.map((one) =>
      one.control === "SC-02" ? result("SC-02", unknown()) : one,
    );
    const later = { ...input, results, at: days(3) };
    const evaluation = evaluate(later);
    expect(evaluation).toMatchObject({ level: 3, flag: "stale", staleSince: AT });
    const kept = { ...later, past: remember(input.past, later, evaluation) };
    const [first] = lapsesOf(kept, evaluation);
    expect(first).toMatchObject({ evaluation: { level: 1, flag: "provisional" } });
    expect(Date.parse(first?.at ?? "")).toBe(Date.parse(days(14)) + 1);
  });

  test("falls when the waiver ends that it rests on", () => {
    const waived = { waiverId: "w", waivedUntil: days(5) };
    const { evaluation, input } = scan("npm", {
      "CD-02": { ...failing("CD-02"), ...waived, status: "waived" },
    });
    const proven = { ...input, past: NO_PAST };
    expect(lapsesOf(proven, evaluation)[0]).toMatchObject({
      at: days(5),
      evaluation: { level: 1 },
    });
  });

  test("that is blocked or nothing does not fall", () => {
    expect(course(scan("npm", { "RG-05": failing("RG-05", "critical") }))).toEqual([]);
  });
});

describe("whatever was found", () => {
  const anyDays = fc.array(fc.nat(120), { minLength: 2, maxLength: 5 });

  test("time alone never raises a level, and never hides what blocks or a danger", () => {
    fc.assert(
      fc.property(anyCase, anyDays, ({ kind, results }, some) => {
        const { evaluation, input } = evaluated({ kind, subject: "entry", results });
        let before = evaluation;
        for (const day of [...some].sort((one, other) => one - other)) {
          const then = evaluationAt(input, days(day));
          expect(then.level).toBeLessThanOrEqual(before.level);
          expect(then.level).toBeLessThanOrEqual(then.ceiling);
          if (evaluation.flag === "blocked") expect(then.flag).toBe("blocked");
          else expect(then.level).toBeGreaterThanOrEqual(then.floor);
          expect(then.risk).toBe(evaluation.risk);
          before = then;
        }
      }),
      { numRuns: 300 },
    );
  });

  test("what is worked out ahead is what is found at the time", () => {
    fc.assert(
      fc.property(anyCase, fc.nat(120), ({ kind, results }, day) => {
        const { evaluation, input } = evaluated({ kind, subject: "entry", results });
        const ahead = lapsesOf(input, evaluation).filter(({ at }) => at <= days(day));
        const expected = (ahead.at(-1)?.evaluation ?? evaluation).level;
        expect(evaluationAt(input, days(day)).level).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });

  test("nothing of a package counts after 90 days, and of a remote above L0 neither", () => {
    fc.assert(
      fc.property(anyCase, ({ kind, results }) => {
        const { input } = evaluated({ kind, subject: "entry", results });
        expect(evaluationAt(input, days(91)).level).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
