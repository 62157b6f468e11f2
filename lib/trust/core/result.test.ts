import { expect, test } from "vitest";
import { failing, found, result } from "#lib/testing/trust-results.ts";
import { CONTROL_IDS } from "./controls.ts";
import { riskOf, worstRisk, type Finding } from "./result.ts";
import type { Risk } from "./words.ts";

test.each<[Finding["severity"], Finding["action"], Risk]>([
  ["info", "block", "none"],
  ["low", "block", "low"],
  ["medium", "block", "medium"],
  ["high", "block", "high"],
  ["critical", "block", "critical"],
  ["info", "warn", "none"],
  ["low", "warn", "low"],
  ["medium", "warn", "medium"],
  ["high", "warn", "medium"],
  ["critical", "warn", "medium"],
  ["critical", "info", "medium"],
])("a finding that is %s and does %s is a risk that is %s", (severity, action, risk) => {
  expect(riskOf(result("SC-02", { findings: [found(severity, action)] }))).toBe(risk);
});

test("only what attacks, leaks or is not what it was is critical; all else is high at most", () => {
  const critical = CONTROL_IDS.filter(
    (id) => riskOf(result(id, failing(id, "critical"))) === "critical",
  );
  expect([...critical].sort()).toEqual(
    ["AI-03", "CD-03", "CQ-01", "CQ-02", "RG-05", "RG-07", "SC-02", "XR-TD-02"].sort(),
  );
  expect(riskOf(result("CQ-05", failing("CQ-05", "critical")))).toBe("high");
});

test("a result is as risky as its worst finding, and without findings not at all", () => {
  const findings = [found("low"), found("high"), found("medium")];
  expect(riskOf(result("CQ-03", { findings }))).toBe("high");
  expect(riskOf(result("CQ-03"))).toBe("none");
});

test("of several risks the worst counts, and of none there is none", () => {
  expect(worstRisk(["low", "critical", "medium"])).toBe("critical");
  expect(worstRisk([])).toBe("none");
});
