import { describe, expect, test } from "vitest";
import { MtfReportAnswer } from "#lib/management-api/answers/trust-details.ts";
import { AT, days, failing, found, result, unknown } from "#lib/testing/trust-results.ts";
import { CONTROL_IDS, isApplicable, type ControlId } from "./controls.ts";
import { mtfReport, type ReportInput } from "./mtf-report.ts";
import type { ControlResult } from "./result.ts";

type Changes = Partial<Record<ControlId, Partial<ControlResult>>>;

const reportOf = (changes: Changes = {}, kind: ReportInput["artifact"]["kind"] = "mcpb") =>
  mtfReport({
    artifact: { kind, name: "@acme/files", version: "1.2.0", sha256: "a".repeat(64) },
    ruleSet: "mtf-0.1/reg-1.0.0",
    startedAt: AT,
    finishedAt: days(1),
    results: CONTROL_IDS.filter((id) => isApplicable(id, kind)).map((id) =>
      result(id, changes[id]),
    ),
    components: 12,
    idOf: (control, { code }) => `${control}-${code}`,
  });

const control = (report: ReturnType<typeof reportOf>, id: string) =>
  Object.values(report.domains).flatMap(({ controls }) => controls[id] ?? [])[0];

describe("a report in MTF's form", () => {
  test("has what MTF asks for: the 25 controls about artifacts, and no other", () => {
    const report = reportOf();
    expect(MtfReportAnswer.safeParse(report).error).toBeUndefined();
    const ids = Object.values(report.domains).flatMap(({ controls }) => Object.keys(controls));
    expect(ids).toHaveLength(25);
    expect(ids.filter((id) => !/^(AI|SC|CQ|CD|PR)-0\d$/.test(id))).toEqual([]);
    expect(report).toMatchObject({
      bundle: { hash: "a".repeat(64) },
      scan: { duration_ms: 86_400_000 },
      compliance: { level: 4, level_name: "Attested", controls_passed: 25, controls_failed: 0 },
      risk_score: "NONE",
      adapted: false,
      framework: expect.stringContaining("CC BY 4.0, changes made"),
    });
  });

  test.each<[string, Partial<ControlResult>, string]>([
    ["a warning passes, with what was found", { status: "warn", findings: [found("low", "warn")] }, "pass"], // prettier-ignore
    ["a fail fails", failing("SC-02"), "fail"],
    ["what could not be checked is an error, neither pass nor fail", unknown("timeout"), "error"],
    ["a check that broke off is an error", { status: "error" }, "error"],
    ["what does not apply is skipped", { status: "not_applicable" }, "skip"],
    ["a waiver is a fail that says so", { ...failing("SC-02"), status: "waived" }, "fail"],
  ])("%s", (_what, change, status) => {
    const report = reportOf({ "SC-02": change });
    expect(MtfReportAnswer.safeParse(report).error).toBeUndefined();
    const own = control(report, "SC-02");
    expect(own?.status).toBe(status);
    expect(report.findings).toEqual(own?.findings);
    expect(report.findings).toHaveLength(change.findings?.length ?? 0);
  });

  test("does not count what is waived for the level, nor anything that nobody could check", () => {
    const waived = reportOf({ "SC-02": { ...failing("SC-02"), status: "waived" } });
    expect(waived.compliance).toMatchObject({ level: 1, controls_failed: 1 });
    expect(waived.findings[0]?.description).toContain("waived");
    const open = reportOf({ "CQ-01": unknown("too_large") });
    expect(open.compliance).toMatchObject({ level: 0, controls_passed: 24, controls_total: 25 });
    expect(control(open, "CQ-01")?.error).toBe("It is larger than the scanner's limits.");
  });

  test("leaves what the registry itself knows to its own export", () => {
    const report = reportOf({ "RG-05": failing("RG-05", "critical") });
    expect(report.compliance.level).toBe(4);
    expect(report.risk_score).toBe("NONE");
  });

  test("of another kind than a bundle says that it is adapted, and skips what means nothing for it", () => {
    const report = reportOf({}, "npm");
    expect(report.adapted).toBe(true);
    expect(control(report, "AI-05")?.status).toBe("skip");
    expect(report.compliance.controls_total).toBe(24);
  });

  test("tells two findings apart that say the same, and passes over lines that are none", () => {
    const twice = [found("high"), { ...found("high"), line: 0 }];
    const { findings } = reportOf({ "CQ-05": { status: "fail", findings: twice } });
    expect(findings.map(({ id }) => id)).toEqual(["CQ-05-test", "CQ-05-test-2"]);
    expect(findings[1]?.line).toBeNull();
  });
});
