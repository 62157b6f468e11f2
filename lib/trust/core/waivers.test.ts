import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyCase, AT, days, failing, found, result, unknown } from "#lib/testing/trust-results.ts";
import { CONTROL_IDS, isApplicable, type ControlId } from "./controls.ts";
import { evaluate, NO_PAST, type Past } from "./evaluate.ts";
import { honest, neverWaived } from "./never-waived.ts";
import { outcomeOf, remember } from "./past.ts";
import type { ControlResult } from "./result.ts";
import {
  covers,
  MOST_WAIVED_FINDINGS,
  pastWith,
  seenFindings,
  unwaived,
  waivable,
  waiverRefusal,
  withWaivers,
  type Waiver,
} from "./waivers.ts";
import type { ArtifactKind } from "./words.ts";

const run = { numRuns: 500 };
const of = (kind: ArtifactKind, results: readonly ControlResult[], past: Past = NO_PAST, at = AT) =>
  evaluate({ kind, subject: "entry", at, results, past });

const waiverOf = (one: ControlResult, more: Partial<Waiver> = {}): Waiver => ({
  id: `w-${one.control}`,
  control: one.control,
  digest: null,
  findings: waivable(one),
  expiresAt: days(30),
  ...more,
});
/** A waiver of everything that fails, whether anybody may have one or not. */
const waiversOf = (results: readonly ControlResult[]) =>
  results.filter(({ status }) => status === "fail").map((one) => waiverOf(one));
const unwaivedAll = (results: readonly ControlResult[]) => results.map(unwaived);

describe("whatever the results, a waiver", () => {
  test("never raises level, ceiling or score above what a pass would give", () => {
    fc.assert(
      fc.property(anyCase, ({ kind, results }) => {
        const plain = unwaivedAll(results);
        const { results: waived } = withWaivers(plain, waiversOf(plain), null);
        const passed = waived.map((one) =>
          one.status === "waived" ? result(one.control, { status: "pass" }) : one,
        );
        const [with_, pass] = [of(kind, waived), of(kind, passed)];
        expect(with_.level).toBeLessThanOrEqual(pass.level);
        expect(with_.floor).toBeLessThanOrEqual(pass.floor);
        expect(with_.ceiling).toBeLessThanOrEqual(pass.ceiling);
        if (with_.score !== null) expect(with_.score).toBeLessThanOrEqual(pass.score ?? -1);
      }),
      run,
    );
  });

  test("never lowers them below what the fail gave, and hides no risk", () => {
    fc.assert(
      fc.property(anyCase, ({ kind, results }) => {
        const plain = unwaivedAll(results);
        const { results: waived } = withWaivers(plain, waiversOf(plain), null);
        const [with_, fail] = [of(kind, waived), of(kind, plain)];
        expect(with_.level).toBeGreaterThanOrEqual(fail.level);
        expect(with_.risk).toBe(fail.risk);
        if (with_.score !== null && fail.score !== null)
          expect(with_.score).toBeGreaterThanOrEqual(fail.score);
      }),
      run,
    );
  });

  test("that has ended leaves everything as if it had never been", () => {
    fc.assert(
      fc.property(anyCase, ({ kind, results }) => {
        const plain = unwaivedAll(results);
        const { results: waived } = withWaivers(plain, waiversOf(plain), null);
        expect(withWaivers(waived, [], null).results).toEqual(plain);
        expect(of(kind, withWaivers(waived, [], null).results)).toEqual(of(kind, plain));
      }),
      run,
    );
  });

  test("that has ended holds no level for the days of grace", () => {
    fc.assert(
      fc.property(anyCase, fc.array(fc.nat(60), { maxLength: 5 }), ({ kind, results }, away) => {
        const plain = unwaivedAll(results);
        const { results: waived } = withWaivers(plain, waiversOf(plain), null);
        const first = of(kind, waived);
        const { floor: unwaivedFloor } = of(kind, plain);
        const left = remember(NO_PAST, { at: AT, results: waived, unwaived: unwaivedFloor }, first);
        const later = plain.map((one, place) =>
          away.includes(place) ? result(one.control, unknown()) : one,
        );
        const without = of(kind, later, pastWith(left, new Set()), days(2));
        // As high as what was proven without the waivers, and no higher.
        const bare = remember(NO_PAST, { at: AT, results: plain }, of(kind, plain));
        const never = of(kind, later, bare, days(2));
        expect(without.level).toBeLessThanOrEqual(Math.max(unwaivedFloor, never.level));
      }),
      run,
    );
  });

  test("is never given to what nobody may waive", () => {
    fc.assert(
      fc.property(anyCase, ({ results }) => {
        const plain = unwaivedAll(results);
        const { results: waived, voided } = withWaivers(plain, waiversOf(plain), null);
        for (const one of waived)
          if (one.status === "waived") expect(neverWaived(one.control, one.findings)).toBeNull();
        for (const { control } of voided)
          expect(waived.find((one) => one.control === control)?.status).toBe("fail");
      }),
      run,
    );
  });
});

const FAILED = result("SC-02", { ...failing("SC-02", "high"), status: "fail" });
const more = (code: string) => ({ ...found("high"), code });

describe("a waiver covers", () => {
  test("the findings that were seen, fewer of them, and any number of warnings", () => {
    const two = { ...FAILED, findings: [more("SC-02/one"), more("SC-02/two")] };
    const waiver = waiverOf(two);
    expect(covers(waiver, two, null)).toBe(true);
    expect(covers(waiver, { ...two, findings: [more("SC-02/two")] }, null)).toBe(true);
    const warned = { ...two, findings: [...two.findings, found("high", "warn")] };
    expect(covers(waiver, warned, null)).toBe(true);
  });

  test.each([
    ["a finding that came later", { findings: [...FAILED.findings, more("SC-02/new")] }],
    [
      "another severity",
      { findings: FAILED.findings.map((one) => ({ ...one, severity: "critical" as const })) },
    ],
    ["another place", { findings: FAILED.findings.map((one) => ({ ...one, file: "a.js" })) }],
    ["another line", { findings: FAILED.findings.map((one) => ({ ...one, line: 7 })) }],
    ["another title", { findings: FAILED.findings.map((one) => ({ ...one, title: "Else" })) }],
    ["no finding at all", { findings: [] }],
    ["another control", { control: "SC-03" as ControlId }],
    ["something that holds", { status: "pass" as const }],
  ])("not %s", (_what, change) => {
    expect(covers(waiverOf(FAILED), { ...FAILED, ...change }, null)).toBe(false);
  });

  test("not other bytes", () => {
    const waiver = waiverOf(FAILED, { digest: "sha512-one" });
    expect(covers(waiver, FAILED, "sha512-one")).toBe(true);
    expect(covers(waiver, FAILED, "sha512-two")).toBe(false);
    expect(covers(waiver, FAILED, null)).toBe(false);
  });
});

describe("nobody may waive", () => {
  test.each([
    ["CQ-02", "CQ-02/eval", "high"],
    ["RG-05", "RG-05/revoked", "high"],
    ["RG-07", "RG-07/mismatch", "high"],
    ["XR-TD-01", "XR-TD-01/widening", "high"],
    ["XR-TD-01", "XR-TD-01/pin-unreadable", "high"],
    ["SC-02", "SC-02/malicious", "critical"],
    ["SC-02", "SC-02/kev", "critical"],
    ["CQ-01", "CQ-01/secret", "critical"],
    ["CQ-01", "CQ-01/verified-secret", "high"],
  ] as const)("%s with %s of severity %s", (control, code, severity) => {
    const one = result(control, {
      ...failing(control),
      findings: [{ ...found(severity), code }],
    });
    expect(neverWaived(control, one.findings)).toMatch(/^(It|A|These|Changed tools) .+\.$/);
    expect(waiverRefusal(one)).toBe(neverWaived(control, one.findings));
    expect(covers(waiverOf(one), one, null)).toBe(false);
    // Whoever wrote that it is waived: it fails.
    const forged = { ...one, status: "waived" as const, waiverId: "w" };
    expect(honest(forged).status).toBe("fail");
    const kind = "npm";
    const others = CONTROL_IDS.filter((id) => id !== control && isApplicable(id, kind)).map((id) =>
      result(id),
    );
    expect(of(kind, [...others, forged])).toEqual(of(kind, [...others, one]));
  });

  test.each(["SC-02", "SC-03", "CQ-01", "CQ-03", "PR-01", "RG-01"] as const)(
    "but may %s with other findings",
    (control) => {
      expect(waiverRefusal(result(control, failing(control, "high")))).toBeNull();
    },
  );

  test("but may what is waived already, which renews it", () => {
    expect(waiverRefusal({ ...FAILED, status: "waived", waiverId: "w" })).toBeNull();
  });

  test("what has more findings than anybody looks at, or none", () => {
    const many = Array.from({ length: MOST_WAIVED_FINDINGS + 1 }, (_, at) => more(`x/${at}`));
    expect(waiverRefusal({ ...FAILED, findings: many })).toContain("101 findings");
    expect(waiverRefusal({ ...FAILED, findings: many.slice(1) })).toBeNull();
    expect(waiverRefusal({ ...FAILED, findings: [found("high", "warn")] })).toContain("no finding");
  });

  test.each(["pass", "warn", "not_checkable", "error", "not_applicable"] as const)(
    "what is %s",
    (status) => {
      expect(waiverRefusal({ ...FAILED, status })).toContain("Only a control that fails");
    },
  );
});

describe("of several waivers of one control", () => {
  test("the first that covers it counts, and one that does not is no harm", () => {
    const [long, short] = [waiverOf(FAILED, { id: "long" }), waiverOf(FAILED, { id: "short" })];
    const other = waiverOf(FAILED, { id: "other", findings: [] });
    const [one] = withWaivers([FAILED], [other, long, short], null).results;
    expect(one).toMatchObject({ status: "waived", waiverId: "long", waivedUntil: days(30) });
  });
});

describe("a waiver is void", () => {
  const KEV = result("SC-02", {
    ...failing("SC-02"),
    findings: [{ ...found("critical"), code: "SC-02/kev" }],
  });

  test("of what became something that nobody may waive, with the reason", () => {
    const { results, voided } = withWaivers([KEV], [waiverOf(KEV, { id: "w" })], null);
    expect(results).toEqual([KEV]);
    expect(voided).toEqual([
      { id: "w", control: "SC-02", reason: neverWaived("SC-02", KEV.findings) },
    ]);
  });

  test("not of what only fails otherwise, holds, or was not looked at", () => {
    const waivers = [waiverOf(FAILED, { findings: [] })];
    for (const results of [[FAILED], [{ ...KEV, status: "pass" as const }], [result("SC-03")], []])
      expect(withWaivers(results, waivers, null).voided).toEqual([]);
    const other = waiverOf(result("SC-03", failing("SC-03")));
    expect(withWaivers([KEV, result("SC-03")], [other], null).voided).toEqual([]);
  });
});

describe("what is remembered of a waived control", () => {
  const remembered = () => {
    const { results } = withWaivers([FAILED], [waiverOf(FAILED)], null);
    const evaluation = { ...of("npm", results), flag: "complete", level: 3 } as const;
    return remember(NO_PAST, { at: AT, results, unwaived: 1 }, evaluation);
  };

  test("stays as it is while the waiver is in force", () => {
    const past = remembered();
    expect(pastWith(past, new Set(["w-SC-02"]))).toBe(past);
  });

  test("is a fail once it is not, at the level that was proven without it", () => {
    const settled = pastWith(remembered(), new Set());
    expect(settled.complete).toMatchObject({ at: AT, level: 1 });
    expect(settled.complete?.outcomes["SC-02"]).toMatchObject({ status: "fail", risk: "high" });
    expect(settled.known["SC-02"]).toMatchObject({ status: "fail" });
    expect(pastWith(settled, new Set())).toBe(settled);
  });

  test("is no fail where nothing else is remembered, nor anything else", () => {
    const { complete, known } = remembered();
    const both = {
      ...known,
      "CQ-01": { status: "pass", failsFromLevel: null, risk: "none" },
    } as const;
    expect(pastWith({ complete: null, known: both }, new Set())).toEqual({
      complete: null,
      known: {
        "CQ-01": both["CQ-01"],
        "SC-02": { status: "fail", failsFromLevel: 2, risk: "high", codes: ["test"] },
      },
    });
    expect(pastWith({ complete, known: {} }, new Set()).complete).toMatchObject({ level: 1 });
  });

  test("leaves what was complete without it as it was", () => {
    const plain = { at: AT, level: 2, outcomes: {} } as const;
    const settled = pastWith({ ...remembered(), complete: plain }, new Set(["other"]));
    expect(settled.complete).toBe(plain);
    expect(settled.known["SC-02"]).toMatchObject({ status: "fail" });
  });

  test("holds no level where it was never said what was proven without it, and raises none", () => {
    const { complete, known } = remembered();
    if (complete === null) throw new Error("nothing was complete");
    const { unwaived: _unwaived, ...unsaid } = complete;
    expect(pastWith({ complete: unsaid, known }, new Set()).complete?.level).toBe(0);
    const proven = { ...complete, unwaived: 4 } as const;
    const settled = pastWith({ complete: proven, known }, new Set()).complete;
    expect(settled?.level).toBe(3);
    expect(settled).not.toHaveProperty("unwaived");
  });

  test("is a fail where it names no waiver", () => {
    const { known } = remembered();
    const { waiverId: _waiverId, ...unnamed } = known["SC-02"] ?? outcomeOf(FAILED, NO_PAST);
    const settled = pastWith({ complete: null, known: { "SC-02": unnamed } }, new Set(["w-SC-02"]));
    expect(settled.known["SC-02"]?.status).toBe("fail");
  });

  test("caps no score while it could not be checked and is accepted", () => {
    const others = CONTROL_IDS.filter((id) => id !== "SC-02" && isApplicable(id, "npm")).map((id) =>
      result(id),
    );
    const known: Past = { ...remembered(), complete: null };
    const away = [...others, result("SC-02", unknown())];
    const settled = of("npm", away, pastWith(known, new Set()));
    const accepted = of("npm", away, known);
    expect(accepted.risk).toBe("high");
    expect(accepted.score).toBeGreaterThanOrEqual(settled.score ?? 0);
  });
});

describe("findings that were stored", () => {
  const { action: _action, ...one } = found("high");
  const seen = [one];

  test("come back as reviewers saw them", () => {
    expect(waivable({ findings: [found("high")] })).toEqual(seen);
    expect(seenFindings(JSON.parse(JSON.stringify(seen)))).toEqual(seen);
    const placed = [{ ...one, file: "a.js", line: 3 }];
    expect(seenFindings(placed)).toEqual(placed);
    expect(seenFindings(undefined)).toEqual([]);
    expect(seenFindings(null)).toEqual([]);
  });

  test.each([
    ...["text", {}, [null], [{}], [3], [[one]]],
    ...["code", "severity", "title", "remediation", "file"].map((key) => [{ ...one, [key]: 1 }]),
    ...["line", "title"].map((key) => [one, { ...one, [key]: undefined }]),
    [{ ...one, line: "3" }],
  ])("are refused when they are none: %j", (stored) => {
    expect(() => seenFindings(stored)).toThrow("cannot be read");
  });
});
