import { expect, test } from "vitest";
import { failing, result } from "#lib/testing/trust-results.ts";
import { worstFindings } from "./worst-findings.ts";

test("names the worst of what makes controls fail first, and counts all of it", () => {
  const many = { ...failing("SC-02", "low"), status: "fail" as const };
  const results = [
    ...["CQ-03", "CQ-05", "SC-02", "AI-01", "PR-01"].map((id) =>
      result(id as "SC-02", { ...many, ...failing(id as "SC-02", "low") }),
    ),
    result("CQ-01", failing("CQ-01", "critical")),
  ];
  const { worst, total } = worstFindings(results);
  expect(total).toBe(6);
  expect(worst).toHaveLength(5);
  expect(worst[0]).toMatchObject({ control: "CQ-01", severity: "critical" });
});

test("leaves out what passes, warns or is only told", () => {
  const told = failing("SC-02", "high");
  const only = {
    ...told,
    findings: (told.findings ?? []).map((one) => ({ ...one, action: "info" as const })),
  };
  expect(worstFindings([result("SC-02", only), result("AI-01", {})])).toEqual({
    worst: [],
    total: 0,
  });
});
