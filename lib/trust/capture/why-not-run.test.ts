import { describe, expect, test } from "vitest";
import { cleanCode, got } from "#lib/testing/trust-facts.ts";
import { away } from "#lib/testing/trust-changes.ts";
import type { AnalyserReport } from "../core/code-facts.ts";
import type { ArtifactFacts } from "../core/facts.ts";
import { whyNotRun } from "./why-not-run.ts";

const ON = { capture: true };
const LOOKS_BAD = { detail: "It looks like malware and was not run." };

function guarddog(rule: string): NonNullable<ArtifactFacts["analysers"]> {
  const found = { rule, severity: "high" as const, confidence: null, role: "own" as const };
  const report: AnalyserReport = {
    ...{ version: "3.1.0", unread: [], incomplete: null },
    findings: [{ ...found, title: "Found", place: { file: "index.js", line: 1 } }],
  };
  return { bandit: null, guarddog: got(report) };
}

describe("a stranger's server", () => {
  test("is run where nothing speaks against it, and where the analysers are away or not there", () => {
    for (const analysers of [undefined, { bandit: null, guarddog: null }])
      expect(whyNotRun({ code: cleanCode(), analysers }, ON)).toBeNull();
    const down = { bandit: null, guarddog: away };
    expect(whyNotRun({ code: null, analysers: down }, ON)).toBeNull();
  });

  test("is not run with marks of malware, whoever found them", () => {
    const mark = {
      ...{ code: "pattern", title: "It sends files away", severity: "critical" as const },
      ...{ blocks: true, file: "index.js", line: 1 },
    };
    const code = { ...cleanCode(), malware: [mark] };
    expect(whyNotRun({ code, analysers: undefined }, ON)).toMatchObject(LOOKS_BAD);
    const analysers = guarddog("threat-network-exfiltration");
    expect(whyNotRun({ code: cleanCode(), analysers }, ON)).toMatchObject(LOOKS_BAD);
  });

  test("is run where GuardDog only warns", () => {
    const analysers = guarddog("capability-network-outbound");
    expect(whyNotRun({ code: cleanCode(), analysers }, ON)).toBeNull();
  });

  test("is never run where the operator wants none run", () => {
    expect(
      whyNotRun({ code: cleanCode(), analysers: undefined }, { capture: false }),
    ).toMatchObject({
      ok: false,
      detail: expect.stringContaining("TRUST_CAPTURE") as unknown,
    });
  });
});
