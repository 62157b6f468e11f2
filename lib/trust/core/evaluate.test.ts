import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CONTROL_IDS,
  CONTROLS,
  isApplicable,
  levelControls,
  MTF_IDS,
  type ControlId,
} from "./controls.ts";
import { evaluate, NO_PAST, type Evaluation, type Past } from "./evaluate.ts";
import { honest } from "./never-waived.ts";
import { remember } from "./past.ts";
import type { ControlResult } from "./result.ts";
import { levelLabel, RISKS, type ArtifactKind } from "./words.ts";
import {
  anyCase,
  AT,
  days,
  failing,
  found,
  result,
  unknown,
  type Change,
} from "#lib/testing/trust-results.ts";

/** All controls of a kind pass, but for these. */
const all = (kind: ArtifactKind, changes: Partial<Record<ControlId, Change>> = {}) =>
  CONTROL_IDS.filter((id) => isApplicable(id, kind)).map((id) => result(id, changes[id]));
const scan = (
  kind: ArtifactKind,
  changes: Partial<Record<ControlId, Change>> = {},
  { at = AT, past = NO_PAST }: { at?: string; past?: Past } = {},
) => evaluate({ kind, subject: "entry", at, results: all(kind, changes), past });

const NONE: Change = { status: "not_applicable" };
/** An npm package without credentials; its lock is ours, as npm packages carry none. */
const npm = (changes: Partial<Record<ControlId, Change>> = {}) =>
  scan("npm", { "CD-04": NONE, "CD-05": NONE, "SC-03": { status: "warn" }, ...changes });
const withoutProvenance: Partial<Record<ControlId, Change>> = {
  "AI-03": failing("AI-03"),
  "PR-03": failing("PR-03"),
  "PR-05": unknown("scorecard_unavailable"),
  "AI-04": unknown("not_implemented"),
  "CQ-06": unknown("not_implemented"),
  "PR-04": failing("PR-04"),
};

describe("the catalogue", () => {
  test("has the 44 controls of MTF, 25 of them about the artifact", () => {
    expect(MTF_IDS).toHaveLength(44);
    expect(MTF_IDS.filter((id) => CONTROLS[id].scope === "A")).toHaveLength(25);
    expect(levelControls("npm", "entry")).toHaveLength(34);
    expect(levelControls("npm", "artifact")).toHaveLength(25);
  });

  test.each([
    [1, 5, 5],
    [2, 14, 22],
    [3, 22, 31],
    [4, 25, 34],
  ])(
    "level %i needs %i controls of the artifact, %i with those of the entry",
    (level, own, both) => {
      const needed = levelControls("npm", "entry").filter((control) => control.level <= level);
      expect(needed.filter(({ scope }) => scope === "A")).toHaveLength(own);
      expect(needed).toHaveLength(both);
    },
  );

  test("only a bundle is MTF proper", () => {
    expect(levelLabel(2, "mcpb")).toBe("MTF L2 Standard");
    expect(levelLabel(2, "npm")).toBe("MTF-adapted L2 Standard");
  });
});

describe("the cases of the model", () => {
  const STUBS = [
    "AI-03",
    "AI-04",
    "SC-05",
    "CQ-04",
    "CQ-06",
    "CD-04",
    "PR-03",
    "PR-04",
    "PR-05",
  ] as const;
  const stubs = Object.fromEntries(STUBS.map((id) => [id, unknown("not_implemented")]));

  test.each<[string, Evaluation, Partial<Evaluation>]>([
    ["a bundle where everything passes", scan("mcpb"), { level: 4, score: 100 }],
    [
      "a bundle where nobody rebuilt or watched it",
      scan("mcpb", { "CQ-06": unknown("not_implemented") }),
      { level: 3, ceiling: 4, score: 90 },
    ],
    [
      "a bundle with what the reference scanner checks",
      scan("mcpb", stubs),
      { level: 2, ceiling: 4, score: 70, coverage: { evaluated: 134, applicable: 158 } },
    ],
    ["npm, clean, no provenance", npm(withoutProvenance), { level: 2, score: 73 }],
    [
      "the same with a vulnerability that is exploited",
      npm({ ...withoutProvenance, "SC-02": failing("SC-02", "critical") }),
      { level: 1, risk: "critical", score: 39 },
    ],
    [
      "the same with one that only blocks",
      npm({ ...withoutProvenance, "SC-02": failing("SC-02", "medium") }),
      { level: 1, score: 57 },
    ],
    [
      "npm with provenance, no permissions declared",
      npm({ "CD-02": failing("CD-02") }),
      { level: 1, score: 57 },
    ],
    [
      "one secret in the code",
      scan("npm", { "CQ-01": failing("CQ-01", "critical") }),
      { level: 0, risk: "critical", score: 31 },
    ],
    ["a remote that passes all gates", scan("remote"), { level: 2, score: 79 }],
  ])("%s", (_name, evaluation, expected) => {
    expect(evaluation).toMatchObject(expected);
  });

  test("a remote that does not answer the first time is not assessed", () => {
    const results = CONTROL_IDS.map((id) => result(id, unknown()));
    expect(
      evaluate({ kind: "remote", subject: "entry", at: AT, results, past: NO_PAST }),
    ).toMatchObject({
      level: 0,
      ceiling: 2,
      flag: "provisional",
      score: null,
    });
  });

  test("when the advisories are away a day the level is kept, and said to be stale", () => {
    const changes = { "CQ-06": failing("CQ-06"), "AI-04": failing("AI-04") };
    const before = scan("npm", changes);
    expect(before).toMatchObject({ level: 3, flag: "complete" });
    const past = remember(NO_PAST, { at: AT, results: all("npm", changes) }, before);
    const away = { ...changes, "SC-02": unknown("feed_stale") };
    expect(scan("npm", away, { at: days(1), past })).toMatchObject({
      floor: 1,
      ceiling: 3,
      level: 3,
      flag: "stale",
      staleSince: AT,
      score: before.score,
    });
    expect(scan("npm", away, { at: days(15), past })).toMatchObject({
      level: 1,
      flag: "provisional",
    });
  });

  test("a fail lowers at once, also while other things cannot be checked", () => {
    const past = remember(NO_PAST, { at: AT, results: all("mcpb") }, scan("mcpb"));
    const now = scan(
      "mcpb",
      { "SC-02": unknown("feed_stale"), "CQ-05": failing("CQ-05") },
      { at: days(1), past },
    );
    expect(now).toMatchObject({ level: 2, flag: "stale" });
  });

  test.each(["RG-05", "RG-07"] as const)("%s failing blocks whatever else is fine", (id) => {
    expect(scan("mcpb", { [id]: failing(id, "critical") })).toMatchObject({
      level: 0,
      flag: "blocked",
      risk: "critical",
      score: 39,
    });
  });

  test("what was blocked stays blocked while it cannot be checked", () => {
    const blocked = { "RG-07": failing("RG-07", "critical") };
    const past = remember(NO_PAST, { at: AT, results: all("npm", blocked) }, scan("npm", blocked));
    expect(scan("npm", { "RG-07": unknown() }, { at: days(90), past })).toMatchObject({
      level: 0,
      flag: "blocked",
    });
    expect(scan("npm", {}, { at: days(90), past }).level).toBe(4);
  });

  test("a control that fails from a higher level on does not lower the one below", () => {
    const declared = { status: "fail", failsFromLevel: 2, findings: [found("medium")] } as const;
    expect(scan("npm", { "CD-01": declared })).toMatchObject({ floor: 1, ceiling: 1 });
  });

  test("a repository that Scorecard does not know is skipped, unless it was bad before", () => {
    const skipped = { "PR-05": unknown("scorecard_unavailable") };
    expect(scan("mcpb", skipped).level).toBe(4);
    const past: Past = {
      complete: null,
      known: { "PR-05": { status: "fail", failsFromLevel: 3, risk: "medium" } },
    };
    expect(scan("mcpb", skipped, { past }).level).toBe(2);
    expect(scan("mcpb", { "PR-05": unknown("unreachable") }).level).toBe(2);
  });

  test("what was accepted satisfies and stays visible, without the cap", () => {
    const waived: Change = { status: "waived", findings: [found("critical")] };
    expect(scan("mcpb", { "CQ-05": waived })).toMatchObject({ level: 4, risk: "high" });
    expect(scan("mcpb", { "CQ-05": waived }).score).toBeGreaterThan(59);
  });

  test("a danger once seen stays until a check says that it is gone", () => {
    const seen = { "SC-02": failing("SC-02", "critical") };
    const past = remember(NO_PAST, { at: AT, results: all("npm", seen) }, scan("npm", seen));
    const away = scan("npm", { "SC-02": unknown() }, { at: days(30), past });
    expect(away).toMatchObject({ risk: "critical", score: 39 });
    expect(scan("npm", {}, { at: days(30), past })).toMatchObject({ risk: "none" });
  });

  test("without a result of a control nothing is taken for granted", () => {
    const results = all("npm").filter(({ control }) => control !== "CQ-01");
    expect(evaluate({ kind: "npm", subject: "entry", at: AT, results, past: NO_PAST }).level).toBe(
      0,
    );
  });

  test("sub-scores are of their group alone", () => {
    expect(scan("npm", { "SC-02": failing("SC-02") }).subScores).toEqual({
      publisher: 100,
      provenance: 100,
      dependencies: Math.floor((100 * 21) / 26),
      scanning: 100,
      data: 100,
    });
    expect(scan("remote").subScores.dependencies).toBeNull();
  });
});

const anyPlace = fc.nat();
const replaced = (
  results: readonly ControlResult[],
  at: number,
  by: (one: ControlResult) => ControlResult,
) => results.map((one, place) => (place === at % results.length ? by(one) : one));

describe("whatever the results", () => {
  const run = { numRuns: 2_000 };
  const of = (kind: ArtifactKind, results: readonly ControlResult[], past = NO_PAST) =>
    evaluate({ kind, subject: "entry", at: AT, results, past });

  test("removing evidence never raises level, floor or score", () => {
    fc.assert(
      fc.property(anyCase, anyPlace, ({ kind, results }, place) => {
        const before = of(kind, results);
        const past = remember(NO_PAST, { at: AT, results }, before);
        const after = of(
          kind,
          replaced(results, place, ({ control }) => result(control, unknown())),
          past,
        );
        expect(after.floor).toBeLessThanOrEqual(before.floor);
        expect(after.level).toBeLessThanOrEqual(before.level);
        expect(RISKS.indexOf(after.risk)).toBeGreaterThanOrEqual(RISKS.indexOf(before.risk));
        if (after.score !== null) expect(after.score).toBeLessThanOrEqual(before.score ?? -1);
      }),
      run,
    );
  });

  test("mending a failing control never lowers level, ceiling or score", () => {
    fc.assert(
      fc.property(anyCase, ({ kind, results }) => {
        const before = of(kind, results);
        for (const [at, { status }] of results.entries()) {
          if (status !== "fail") continue;
          const after = of(
            kind,
            replaced(results, at, ({ control }) => result(control)),
          );
          expect(after.level).toBeGreaterThanOrEqual(before.level);
          expect(after.ceiling).toBeGreaterThanOrEqual(before.ceiling);
          if (after.score !== null) expect(after.score).toBeGreaterThanOrEqual(before.score ?? 0);
        }
      }),
      run,
    );
  });

  test("the order of the results does not matter", () => {
    fc.assert(
      fc.property(anyCase, ({ kind, results }) => {
        expect(of(kind, [...results].reverse())).toEqual(of(kind, results));
      }),
      run,
    );
  });

  test("level and score agree but for the cap of the risk, and the floor is never above the ceiling", () => {
    fc.assert(
      fc.property(anyCase, ({ kind, results }) => {
        const { level, floor, ceiling, score, coverage, flag } = of(kind, results);
        // What somebody has accepted does not cap.
        const accepted = (one: ControlResult) => honest(one).status === "waived";
        const { risk: open } = of(
          kind,
          results.map((one) => (accepted(one) ? { ...one, findings: [] } : one)),
        );
        expect(floor).toBeLessThanOrEqual(ceiling);
        expect(coverage.evaluated).toBeLessThanOrEqual(coverage.applicable);
        expect(level === floor || flag === "blocked").toBe(true);
        if (score === null) return;
        const [least, most] = [
          [0, 39],
          [40, 59],
          [60, 79],
          [80, 94],
          [95, 100],
        ][level] ?? [0, 0];
        const cap = { none: 100, low: 100, medium: 100, high: 59, critical: 39 }[open];
        expect(score).toBeLessThanOrEqual(Math.min(most ?? 0, 100));
        if (score < (least ?? 0)) expect(score).toBe(cap);
      }),
      run,
    );
  });
});
