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

  test.each<[string, () => Evaluation, Partial<Evaluation>]>([
    ["a bundle where everything passes", () => scan("mcpb"), { level: 4, score: 100 }],
    [
      "a bundle where nobody rebuilt or watched it",
      () => scan("mcpb", { "CQ-06": unknown("not_implemented") }),
      { level: 3, ceiling: 4, flag: "complete", score: 90 },
    ],
    [
      "a bundle with what the reference scanner checks",
      () => scan("mcpb", stubs),
      { level: 2, ceiling: 4, score: 70, coverage: { evaluated: 134, applicable: 158 } },
    ],
    ["npm, clean, no provenance", () => npm(withoutProvenance), { level: 2, score: 73 }],
    [
      "the same with a vulnerability that is exploited",
      () => npm({ ...withoutProvenance, "SC-02": failing("SC-02", "critical") }),
      { level: 1, risk: "critical", score: 39 },
    ],
    [
      "the same with one that only blocks",
      () => npm({ ...withoutProvenance, "SC-02": failing("SC-02", "medium") }),
      { level: 1, score: 57 },
    ],
    [
      "npm with provenance, no permissions declared",
      () => npm({ "CD-02": failing("CD-02") }),
      { level: 1, score: 57 },
    ],
    [
      "one secret in the code",
      () => scan("npm", { "CQ-01": failing("CQ-01", "critical") }),
      { level: 0, risk: "critical", score: 31 },
    ],
    ["a remote that passes all gates", () => scan("remote"), { level: 2, score: 79 }],
  ])("%s", (_name, evaluated, expected) => {
    expect(evaluated()).toMatchObject(expected);
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

  test("what these rules check of nobody is waited for by nobody, what was out of reach is", () => {
    const never = { "AI-04": unknown("not_implemented"), "CQ-06": unknown("not_implemented") };
    expect(scan("npm", never)).toMatchObject({ level: 3, ceiling: 4, flag: "complete" });
    for (const id of ["PR-04", "PR-03", "CQ-01"] as const)
      expect(scan("npm", { ...never, [id]: unknown("timeout") })).toMatchObject(
        id === "PR-04" ? { level: 3, flag: "complete" } : { flag: "provisional" },
      );
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
    const missing = evaluate({ kind: "npm", subject: "entry", at: AT, results, past: NO_PAST });
    expect(missing).toEqual(scan("npm", { "CQ-01": { status: "error" } }));
    expect(missing.level).toBe(0);
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

describe("days of grace", () => {
  const later = (kind: ArtifactKind, at: string) => {
    const past = remember(NO_PAST, { at: AT, results: all(kind) }, scan(kind));
    return scan(kind, { "RG-05": unknown() }, { at, past });
  };

  test.each<[ArtifactKind, number]>([
    ["npm", 14],
    ["pypi", 14],
    ["oci", 14],
    ["mcpb", 14],
    ["remote", 7],
  ])("of %s are %i, to the last millisecond", (kind, count) => {
    expect(later(kind, days(count))).toMatchObject({ flag: "stale", staleSince: AT });
    const over = new Date(Date.parse(days(count)) + 1).toISOString();
    expect(later(kind, over)).toMatchObject({ flag: "provisional", staleSince: null });
  });

  test("keep nothing that was never complete, and no more than was", () => {
    const away = { "SC-02": unknown() };
    expect(scan("npm", away)).toMatchObject({ level: 1, flag: "provisional", staleSince: null });
    const low = { "CD-02": failing("CD-02") };
    const past = remember(NO_PAST, { at: AT, results: all("npm", low) }, scan("npm", low));
    expect(scan("npm", away, { at: days(1), past })).toMatchObject({
      level: 1,
      flag: "provisional",
    });
  });

  test("score what cannot be checked as it was, and what can be as it is", () => {
    const before = { "AI-03": failing("AI-03"), "PR-04": failing("PR-04") };
    const first = scan("npm", before);
    const past = remember(NO_PAST, { at: AT, results: all("npm", before) }, first);
    const at = { at: days(1), past };
    const away = scan("npm", { ...before, "AI-03": unknown(), "SC-02": unknown() }, at);
    expect(away).toMatchObject({ level: 2, flag: "stale", score: first.score });
    const mended = scan("npm", { "AI-03": unknown(), "SC-02": unknown(), "PR-04": {} }, at);
    expect(mended.score).toBe(first.score);
    const worse = { ...before, "AI-03": unknown(), "SC-02": unknown(), "CQ-05": failing("CQ-05") };
    expect(scan("npm", worse, at).score).toBeLessThan(first.score ?? 0);
  });
});

describe("what was too long ago", () => {
  test("has had its days of grace", () => {
    const past = remember(NO_PAST, { at: AT, results: all("npm") }, scan("npm"));
    const at = { at: days(1), past };
    expect(scan("npm", { "SC-02": unknown("timeout") }, at)).toMatchObject({ level: 4 });
    expect(scan("npm", { "SC-02": unknown("expired") }, at)).toMatchObject({
      ...{ level: 1, ceiling: 4, flag: "provisional" },
    });
  });
});

describe("the score", () => {
  test("of a level that is kept counts what cannot be checked as it was then", () => {
    const low = { "CQ-05": failing("CQ-05") };
    const first = scan("npm", low);
    const past = remember(NO_PAST, { at: AT, results: all("npm", low) }, first);
    const gone = ["AI-03", "PR-03", "SC-05", "CQ-04", "SC-02", "CQ-01", "SC-01"] as const;
    const away = Object.fromEntries(gone.map((id) => [id, unknown()]));
    const kept = scan("npm", { ...low, ...away }, { at: days(1), past });
    expect(kept).toMatchObject({ level: 2, flag: "stale", score: first.score });
    const shaken = scan(
      "npm",
      { ...low, ...away, "PR-05": failing("PR-05") },
      { at: days(1), past },
    );
    expect(shaken.score).toBeLessThan(first.score ?? 0);
  });

  test("at the highest level of a kind falls with its warnings alone", () => {
    const warned = (kind: ArtifactKind) =>
      scan(kind, Object.fromEntries(CONTROL_IDS.map((id) => [id, { status: "warn" }])));
    expect(warned("mcpb")).toMatchObject({ level: 4, score: 98 });
    expect(warned("remote")).toMatchObject({ level: 2, score: 71 });
  });

  test("is a number where nothing of level 1 applies", () => {
    const L1 = levelControls("npm", "entry").filter(({ level }) => level === 1);
    const none = Object.fromEntries(L1.map(({ id }) => [id, NONE]));
    expect(scan("npm", { ...none, "CD-02": failing("CD-02") })).toMatchObject({
      ...{ level: 1, score: 58 },
    });
  });

  test("is given where exactly three quarters of level 1 could be checked", () => {
    expect(scan("npm", { "SC-01": NONE, "CQ-01": unknown() }).score).toBe(29);
  });

  test.each(["waived", "fail"] as const)(
    "is capped by a danger that cannot be checked now, unless it was accepted: %s",
    (status) => {
      const known = { "SC-02": { status, failsFromLevel: 2, risk: "critical" } } as const;
      const away = scan("npm", { "SC-02": unknown() }, { past: { complete: null, known } });
      expect(away.risk).toBe("critical");
      if (status === "fail") expect(away.score).toBe(39);
      else expect(away.score).toBeGreaterThan(39);
    },
  );

  test("is not given where less than three quarters of level 1 could be checked", () => {
    expect(scan("npm", { "CQ-01": unknown() })).toMatchObject({ level: 0, score: 31 });
    const two = { "CQ-01": unknown(), "SC-01": { status: "error" } } as const;
    expect(scan("npm", two)).toMatchObject({ level: 0, ceiling: 4, score: null });
  });

  test("is given for what can reach no level, however little could be checked", () => {
    const changes = { "CQ-01": unknown(), "SC-01": unknown(), "CD-01": failing("CD-01") };
    expect(scan("npm", changes)).toMatchObject({ ceiling: 0, score: 15 });
  });

  test.each<[ControlResult["status"], number]>([
    ["pass", 100],
    ["warn", 92],
    ["waived", 90],
    ["fail", 80],
    ["not_checkable", 80],
    ["error", 80],
    ["not_applicable", 100],
  ])("of a control that is %s leaves %i of 100 to its group", (status, left) => {
    expect(scan("npm", { "SC-02": { status } }).subScores.dependencies).toBe(left);
  });

  test("of an artifact alone leaves out what only the registry knows", () => {
    const results = all("npm", { "PK-01": failing("PK-01"), "UP-02": failing("UP-02") });
    const [entry, artifact] = (["entry", "artifact"] as const).map((subject) =>
      evaluate({ kind: "npm", subject, at: AT, results, past: NO_PAST }),
    );
    expect(entry).toMatchObject({ level: 1, coverage: { applicable: 153 } });
    expect(artifact).toMatchObject({ level: 4, score: 100, coverage: { applicable: 110 } });
    expect(artifact?.subScores).toMatchObject({ publisher: 100, provenance: 100 });
    expect(entry?.subScores.publisher).toBeLessThan(100);
    expect(entry?.subScores.provenance).toBeLessThan(100);
  });

  test("leaves out a control that means nothing for the kind, whatever it found", () => {
    const odd = result("SC-01", failing("SC-01"));
    const results = [...all("remote"), odd];
    const { level, score, coverage } = scan("remote");
    expect(
      evaluate({ kind: "remote", subject: "entry", at: AT, results, past: NO_PAST }),
    ).toMatchObject({ level, score, coverage });
  });
});

describe("what blocks", () => {
  test("goes on doing so where its result is missing", () => {
    const blocked = { "RG-05": failing("RG-05", "critical") };
    const past = remember(NO_PAST, { at: AT, results: all("npm", blocked) }, scan("npm", blocked));
    const results = all("npm").filter(({ control }) => control !== "RG-05");
    const now = evaluate({ kind: "npm", subject: "entry", at: days(1), results, past });
    expect(now).toMatchObject({ level: 0, flag: "blocked" });
  });

  test("is the control alone, and not another danger that was known", () => {
    const seen = { "SC-02": failing("SC-02", "critical") };
    const past = remember(NO_PAST, { at: AT, results: all("npm", seen) }, scan("npm", seen));
    const now = scan("npm", { "SC-02": unknown(), "RG-05": unknown() }, { at: days(1), past });
    expect(now.flag).not.toBe("blocked");
  });
});

const anyPlace = fc.nat();
const replaced = (
  results: readonly ControlResult[],
  at: number,
  by: (one: ControlResult) => ControlResult,
) => results.map((one, place) => (place === at % results.length ? by(one) : one));

describe("whatever the results", { timeout: 60_000 }, () => {
  const run = { numRuns: 500 };
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
