import { describe, expect, test } from "vitest";
import { failing, found, result, unknown } from "#lib/testing/trust-results.ts";
import { levelControls, type ControlId } from "./controls.ts";
import { nextLevel } from "./next-level.ts";
import type { ControlResult } from "./result.ts";

const npm = (changes: Partial<Record<ControlId, Partial<ControlResult>>>) =>
  levelControls("npm", "entry").map(({ id }) => result(id, changes[id]));
const at = (level: 0 | 1 | 2 | 3 | 4) => ({ level, kind: "npm", subject: "entry" }) as const;

describe("the way to the next level", () => {
  test("lists what fails there before what could not be checked, with what to do", () => {
    const results = npm({
      "SC-02": unknown("feed_stale"),
      "PR-01": failing("PR-01"),
      "CQ-05": failing("CQ-05"),
    });
    const next = nextLevel(at(1), results);
    expect(next?.level).toBe(2);
    expect(next?.steps.map(({ control, status }) => [control, status])).toEqual([
      ["PR-01", "fail"],
      ["SC-02", "not_checkable"],
    ]);
    expect(next?.steps[0]?.remediation).toEqual(["Mend it."]);
  });

  test("puts what fails first, then what lower levels need, then by name, in whatever order it came", () => {
    const results = npm({
      "CD-03": failing("CD-03"),
      "CD-01": failing("CD-01"),
      "SC-02": failing("SC-02"),
      "PR-01": unknown(),
      "CQ-01": unknown(),
      "AI-01": { status: "error" },
    });
    const order = ["CD-01", "CD-03", "SC-02", "AI-01", "CQ-01", "PR-01"];
    for (const some of [results, [...results].reverse()])
      expect(nextLevel(at(1), some)?.steps.map(({ control }) => control)).toEqual(order);
  });

  test("says of each step what to do, once, and nothing that only warns", () => {
    const findings = [
      { ...found("low", "warn"), remediation: "Look at it." },
      ...[found("high"), found("medium")],
      { ...found("high"), remediation: "Replace it." },
    ];
    const [step] =
      nextLevel(at(1), npm({ "SC-02": { ...failing("SC-02"), findings } }))?.steps ?? [];
    expect(step?.remediation).toEqual(["Mend it.", "Replace it."]);
  });

  test("leaves out what only levels above it need", () => {
    const results = npm({ "CQ-06": unknown(), "CQ-05": unknown() });
    expect(nextLevel(at(1), results)?.steps).toEqual([]);
    expect(nextLevel(at(2), results)?.steps.map(({ control }) => control)).toEqual(["CQ-05"]);
  });

  test("leaves out what fails only from a higher level on", () => {
    const results = npm({ "CD-01": { ...failing("CD-01"), failsFromLevel: 2 } });
    expect(nextLevel(at(0), results)?.steps).toEqual([]);
    expect(nextLevel(at(1), results)?.steps).toHaveLength(1);
  });

  test("leaves out a repository that Scorecard does not know: it does not stand in the way", () => {
    expect(nextLevel(at(2), npm({ "PR-05": unknown("scorecard_unavailable") }))?.steps).toEqual([]);
  });

  test("ends at what a kind can reach", () => {
    expect(nextLevel(at(4), npm({}))).toBeNull();
    expect(nextLevel({ level: 2, kind: "remote", subject: "entry" }, [])).toBeNull();
  });
});
