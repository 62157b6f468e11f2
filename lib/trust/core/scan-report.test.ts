import { describe, expect, test } from "vitest";
import { AT, failing, found, result, unknown } from "#lib/testing/trust-results.ts";
import { levelControls, type ControlId } from "./controls.ts";
import { evaluate, NO_PAST } from "./evaluate.ts";
import type { ControlResult } from "./result.ts";
import { reportLines } from "./scan-report.ts";
import type { ArtifactKind } from "./words.ts";

function report(
  changes: Partial<Record<ControlId, Partial<ControlResult>>>,
  more: ControlResult[] = [],
  kind: ArtifactKind = "npm",
) {
  const results = [
    ...levelControls(kind, "artifact").map(({ id }) => result(id, changes[id])),
    ...more,
  ];
  const evaluation = evaluate({ kind, subject: "artifact", at: AT, results, past: NO_PAST });
  const digest = kind === "remote" ? null : "sha512-abc";
  const about = { name: "some-server", version: "1.2.3", digest, kind };
  return reportLines({ ...about, results, evaluation }).join("\n");
}

describe("the report of a scan", () => {
  test("says level, score, risk and how much could be checked", () => {
    const text = report({});
    expect(text).toContain("some-server 1.2.3\nsha512-abc");
    expect(text).toContain("MTF-adapted L4 Attested");
    expect(text).toContain("Registry score 100, risk none, 100 % could be checked");
    expect(text).toContain("This is the highest level that this kind of server can have.");
  });

  test("tells what could not be checked from what fails, and what to do for the next level", () => {
    const text = report({
      "PR-01": { ...failing("PR-01"), detail: "It names no repository." },
      "SC-02": { ...unknown("feed_stale"), detail: "The feed is old." },
    });
    expect(text).toContain("FAIL  PR-01    Source Repository: It names no repository.");
    expect(text).toContain("?     SC-02    Vulnerability Scanning: The feed is old.");
    expect(text).toContain("For L2:\n  PR-01 Source Repository: Mend it.\n  SC-02");
    expect(text).toContain("not checked. The feed is old.");
  });

  test("says between which levels it is while something is open", () => {
    expect(report({ "SC-02": unknown() })).toContain(
      "L1 Basic (between L1 and L4: not all could be checked)",
    );
  });

  test("lists findings with their place, a few of many", () => {
    const findings = Array.from({ length: 12 }, (_, at) => ({
      ...found("high"),
      file: "a.js",
      line: at + 1,
    }));
    const text = report({ "CQ-05": { ...failing("CQ-05"), findings } });
    expect(text).toContain("high: Something (a.js:1)");
    expect(text).toContain("and 4 more");
    expect(text).not.toContain("a.js:9)");
  });

  test("leaves out what of our own controls could not be checked", () => {
    expect(report({}, [result("XR-DH-01", unknown("not_declared"))])).not.toContain("XR-DH-01");
  });

  test("shows those of our own that stand in for MTF's, such as the connection of a remote", () => {
    const text = report({ "XR-RM-01": unknown("unreachable") }, [], "remote");
    expect(text).toContain("?     XR-RM-01");
    expect(text).toContain("no digest: this runs elsewhere");
  });
});
