import { describe, expect, test } from "vitest";
import { AT, days, failing, result, unknown } from "#lib/testing/trust-results.ts";
import { CONTROL_IDS, type ControlId } from "./controls.ts";
import type { ControlResult } from "./result.ts";
import { cadenceOf, expiresAt, withConfirmed, withoutExpired, type Cadence } from "./validity.ts";
import { STATUSES, type ArtifactKind } from "./words.ts";

const looked = (cadence: Cadence, kind: ArtifactKind) =>
  CONTROL_IDS.filter((id) => cadenceOf(id, kind) === cadence).sort();
const before = (at: string) => new Date(Date.parse(at) - 1).toISOString();

describe("between two scans", () => {
  test("advisories and revocations of a package are looked at every day", () => {
    for (const kind of ["npm", "pypi", "oci", "mcpb"] as const)
      expect(looked("daily", kind)).toEqual(["RG-05", "SC-02"]);
  });

  test("so is what a remote answers", () => {
    expect(looked("daily", "remote")).toEqual(
      [
        ...["CD-01", "CD-03", "RG-05", "SC-02", "XR-AV-01"],
        ...["XR-RM-01", "XR-RM-02", "XR-RM-03", "XR-TD-01", "XR-TD-02"],
      ].sort(),
    );
  });

  test("what the source says is looked at every week, of every kind", () => {
    const weekly = ["AI-03", "PK-04", "PR-01", "PR-03", "PR-04", "PR-05", "XR-MA-01"];
    expect(looked("weekly", "npm")).toEqual(weekly);
    expect(looked("weekly", "remote")).toEqual(weekly);
  });
});

describe("a result counts", () => {
  test.each<[string, ControlId, ArtifactKind, number]>([
    ["its day and the days of grace", "SC-02", "npm", 15],
    ["its day and the shorter grace of a remote", "XR-RM-01", "remote", 8],
    ["its week and the days of grace", "PR-01", "npm", 21],
    ["its week and the shorter grace of a remote", "PR-01", "remote", 14],
    ["90 days at L1", "CQ-01", "npm", 90],
    ["90 days at L2", "CQ-03", "npm", 90],
    ["30 days at L3", "CQ-05", "npm", 30],
    ["30 days at L4", "CQ-06", "npm", 30],
  ])("%s: %s of %s", (_what, control, kind, count) => {
    expect(expiresAt(result(control), kind)).toBe(days(count));
  });

  test("for ever where it is no good news, which only a check can end", () => {
    const ending = STATUSES.filter((status) => expiresAt(result("CQ-01", { status }), "npm"));
    expect(ending).toEqual(["pass", "warn", "waived"]);
  });

  test("until the last millisecond, and is not known any more from then on", () => {
    const one = result("SC-02", { status: "warn", failsFromLevel: 2, evidence: ["hash"] });
    const kept = (at: string) => withoutExpired([one], { kind: "npm", at })[0];
    expect(kept(before(days(15)))).toBe(one);
    expect(kept(days(15))).toEqual({
      ...one,
      status: "not_checkable",
      reason: "expired",
      detail: `It was last checked on ${AT.slice(0, 10)}, too long ago to still count.`,
      failsFromLevel: null,
      findings: [],
    });
  });

  test("as a fail for as long as nobody looks", () => {
    const one = result("SC-02", failing("SC-02"));
    expect(withoutExpired([one], { kind: "npm", at: days(1_000) })[0]).toBe(one);
  });
});

describe("what is waived", () => {
  const waived = (control: ControlId): ControlResult =>
    result(control, {
      ...failing(control),
      ...{ status: "waived", waiverId: "w", waivedUntil: days(10) },
    });
  const at = (one: ControlResult, time: string) =>
    withoutExpired([one], { kind: "npm", at: time })[0];

  test("fails from the moment at which the waiver ends, with all that was found", () => {
    const one = waived("CQ-03");
    expect(at(one, before(days(10)))).toBe(one);
    expect(at(one, days(10))).toEqual(result("CQ-03", failing("CQ-03")));
  });

  test("and too old fails: a waiver that has ended makes nothing unknown", () => {
    expect(at(waived("CQ-03"), days(90))?.status).toBe("fail");
  });

  test("is not known any more where it is too old before the waiver ends", () => {
    const one = { ...waived("CQ-03"), waivedUntil: days(180) };
    expect(at(one, days(90))?.status).toBe("not_checkable");
  });
});

describe("a check that found nothing else", () => {
  const confirmed = { daily: days(1), weekly: days(2) };
  const checked = (
    one: ControlResult,
    on = confirmed as Parameters<typeof withConfirmed>[1]["confirmed"],
  ) => withConfirmed([one], { kind: "npm", confirmed: on })[0];

  test("counts as one of that time for what it looks at, and for nothing else", () => {
    expect(checked(result("SC-02"))).toEqual(result("SC-02", { checkedAt: days(1) }));
    expect(checked(result("PR-01", unknown()))?.checkedAt).toBe(days(2));
    expect(checked(result("CQ-01"))?.checkedAt).toBe(AT);
  });

  test.each(["remote", "mcpb"] as const)("of a %s says nothing of what takes a scan", (kind) => {
    const results = [result("SC-02"), result("RG-05"), result("PR-01"), result("CD-01")];
    const on = withConfirmed(results, { kind, confirmed });
    expect(on.map(({ checkedAt }) => checkedAt)).toEqual([days(1), days(1), AT, AT]);
  });

  test("makes nothing older than it is", () => {
    const young = result("SC-02", { checkedAt: days(3) });
    expect(checked(young)).toBe(young);
  });

  test("and never was changes nothing", () => {
    const one = result("SC-02");
    expect(checked(one, { daily: null, weekly: days(2) })).toBe(one);
  });
});
