import { describe, expect, test } from "vitest";
import { AT, failing, found, result, unknown } from "#lib/testing/trust-results.ts";
import { levelControls, type ControlId } from "./controls.ts";
import { evaluate, NO_PAST } from "./evaluate.ts";
import type { ControlResult } from "./result.ts";
import { reportLines, verdictOf } from "./scan-report.ts";
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
    expect(text).toContain("Score 100 of 100, risk none, coverage 100 %");
    expect(text).toContain("This is the highest level that this kind of server can have.");
  });

  test("tells what could not be checked from what fails, and what to do for the next level", () => {
    const text = report({
      "PR-01": { ...failing("PR-01"), detail: "It names no repository." },
      "SC-02": { ...unknown("feed_stale"), detail: "The feed is old." },
    });
    expect(text).toContain("FAIL  PR-01    Source Repository: It names no repository.");
    expect(text).toContain("?     SC-02    Vulnerability Scanning: The feed is old.");
    expect(text).toContain("For L2 Standard:\n  PR-01 Source Repository: Mend it.\n  SC-02");
    expect(text).toContain("not checked. The feed is old.");
    expect(text).toContain("trust feed import --help");
    expect(report({ "PR-01": failing("PR-01") })).not.toContain("trust feed import");
  });

  test("explains its marks and names the framework with its licence, whatever the level", () => {
    for (const text of [report({}), report({ "PR-01": failing("PR-01") })]) {
      expect(text).toContain("?: it could not be checked, which is neither good nor bad.");
      expect(text).toContain("mpaktrust.org, CC BY 4.0, changes made.");
    }
  });

  test("says a finding once where the line of its control is the same sentence", () => {
    const same = { ...found("low"), title: "It ships no lock", file: null, line: null };
    const change = { ...failing("SC-03"), detail: "It ships no lock.", findings: [same] };
    expect(report({ "SC-03": change }).match(/It ships no lock/g)).toHaveLength(1);
    const elsewhere = { ...change, findings: [{ ...same, file: "package.json" }] };
    expect(report({ "SC-03": elsewhere }).match(/It ships no lock/g)).toHaveLength(2);
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

test.each([
  [{ level: 2, ceiling: 4 }, 0, /^L2 is not below L2\.$/],
  [{ level: 1, ceiling: 1 }, 3, /^L1 is below L2 \(--min-level\): exit status 3\.$/],
  [{ level: 1, ceiling: 4 }, 4, /only because something could not be checked: exit status 4\.$/],
] as const)(
  "a pipeline that asks for L2 is told why it goes on or stops: %j",
  (at, status, words) => {
    expect(verdictOf(at, 2)).toEqual({ status, words: expect.stringMatching(words) as string });
  },
);
