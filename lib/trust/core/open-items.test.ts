import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyCase, AT, days, failing, found, result, unknown } from "#lib/testing/trust-results.ts";
import { isApplicable, CONTROL_IDS, type ControlId } from "./controls.ts";
import { evaluate, NO_PAST } from "./evaluate.ts";
import { openControls, openFindings, type OptionResults } from "./open-items.ts";
import type { ControlResult } from "./result.ts";

type Changes = Partial<Record<ControlId, Partial<ControlResult>>>;

function evaluated(changes: Changes, more: Partial<OptionResults> = {}): OptionResults {
  const kind = more.kind ?? "npm";
  const results = CONTROL_IDS.filter((id) => isApplicable(id, kind)).map((id) =>
    result(id, changes[id]),
  );
  const { level } = evaluate({ kind, subject: "entry", at: AT, results, past: NO_PAST });
  return { option: "packages[0]", kind, level, at: AT, results, ...more };
}
const sole = (options: readonly OptionResults[], isWhole = true) =>
  openControls(options, isWhole, [])
    .filter(({ isSole }) => isSole)
    .map(({ control }) => control);
const steps = (options: readonly OptionResults[]) =>
  openControls(options, true, [])
    .filter(({ isStep }) => isStep)
    .map(({ option, control }) => `${option} ${control}`);

describe("what would raise a version", () => {
  test("one control alone in the way would; two would not, and both stand in the way", () => {
    expect(sole([evaluated({ "PR-01": failing("PR-01") })])).toEqual(["PR-01"]);
    const two = [evaluated({ "PR-01": failing("PR-01"), "SC-03": failing("SC-03") })];
    expect(sole(two)).toEqual([]);
    expect(steps(two)).toEqual(["packages[0] SC-03", "packages[0] PR-01"]);
  });

  test("what could not be checked stands in the way like what fails", () => {
    expect(sole([evaluated({ "PR-01": unknown("not_declared") })])).toEqual(["PR-01"]);
  });

  test("a control of a level further up is no step yet", () => {
    const options = [evaluated({ "PR-01": failing("PR-01"), "PR-03": failing("PR-03") })];
    expect(sole(options)).toEqual(["PR-01"]);
  });

  test("of several ways to install, those count that hold the version where it is", () => {
    const low = evaluated({ "PR-01": failing("PR-01") });
    const high = evaluated({ "PR-03": failing("PR-03") }, { option: "packages[1]" });
    expect(steps([low, high])).toEqual(["packages[0] PR-01"]);
    const same = evaluated({ "PR-01": failing("PR-01") }, { option: "packages[1]" });
    expect(sole([low, same])).toEqual(["PR-01", "PR-01"]);
    expect(openControls([low, same], true, []).map(({ isRepeat }) => isRepeat)).toEqual([
      ...[false, true],
    ]);
    const other = evaluated({ "SC-03": failing("SC-03") }, { option: "packages[1]" });
    expect(sole([low, other])).toEqual([]);
  });

  test("a way that was not evaluated, or that can stand no higher, keeps the version down", () => {
    const low = evaluated({ "PR-01": failing("PR-01") });
    expect(sole([low], false)).toEqual([]);
    const capped = evaluated({}, { kind: "remote", option: "remotes[0]" });
    const two = evaluated({ "PR-03": failing("PR-03") });
    expect([capped.level, two.level]).toEqual([2, 2]);
    expect(steps([capped, two])).toEqual([]);
  });

  test("whatever the results: if the one control passed, the version would stand higher", () => {
    let seen = 0;
    fc.assert(
      fc.property(anyCase, ({ kind, results }) => {
        const input = { kind, subject: "entry" as const, at: AT, past: NO_PAST };
        const { level, flag } = evaluate({ ...input, results });
        const options = [{ option: "packages[0]", kind, level, at: AT, results }];
        const [one] = openControls(options, true, []).filter(({ isSole }) => isSole);
        if (one === undefined || flag === "blocked") return;
        seen += 1;
        const mended = results.map((each) =>
          each.control === one.control ? result(one.control) : each,
        );
        expect(evaluate({ ...input, results: mended }).floor).toBeGreaterThan(level);
      }),
      { numRuns: 500 },
    );
    expect(seen).toBeGreaterThan(20);
  });
});

test("a control is named by the worst finding that blocks, else by why it could not be checked", () => {
  const findings = [
    { ...found("low"), code: "PR-01/low" },
    { ...found("high"), code: "PR-01/high" },
    { ...found("critical", "warn"), code: "PR-01/warned" },
  ];
  const codes = (change: Partial<ControlResult>) =>
    openControls([evaluated({ "PR-01": change })], true, []).map(({ code }) => code);
  expect(codes({ ...failing("PR-01"), findings })).toEqual(["PR-01/high"]);
  expect(codes(unknown("unreachable"))).toEqual(["unreachable"]);
  expect(codes({ status: "error" })).toEqual(["error"]);
});

test("what was not reached is kept apart from what nobody declared, and remembers since when", () => {
  const options = (at: string, reason: "unreachable" | "timeout" | "not_declared") => [
    evaluated({ "PR-05": unknown(reason), "PR-01": failing("PR-01") }, { at }),
  ];
  const first = openControls(options(AT, "unreachable"), true, []);
  expect(first.filter(({ isUnreached }) => isUnreached)).toMatchObject([
    { control: "PR-05", reason: "unreachable", since: AT, isStep: false },
  ]);
  const later = openControls(options(days(3), "timeout"), true, first);
  expect(later.find(({ isUnreached }) => isUnreached)).toMatchObject({
    reason: "timeout",
    since: AT,
  });
  expect(openControls(options(AT, "not_declared"), true, [])).toHaveLength(1);
});

describe("open findings", () => {
  const open = (
    change: Partial<ControlResult>,
    at: string,
    before: ReturnType<typeof openFindings> = [],
  ) => openFindings([evaluated({ "CQ-03": change }, { at })], before);
  const first = open(failing("CQ-03", "high"), AT);

  test("keep the day they were first found, also when their line moves", () => {
    const [finding] = failing("CQ-03", "high").findings ?? [];
    const moved = { ...failing("CQ-03", "high"), findings: finding && [{ ...finding, line: 99 }] };
    expect(open(moved as Partial<ControlResult>, days(9), first)).toMatchObject([
      { since: AT, line: 99, severity: "high" },
    ]);
  });

  test("stay while their control cannot be checked, and close when a check finds nothing", () => {
    expect(open(unknown(), days(1), first)).toEqual(first);
    expect(open({}, days(1), first)).toEqual([]);
    expect(open(failing("CQ-03", "high"), days(2), [])).toMatchObject([{ since: days(2) }]);
  });

  test("are one for the same thing in several places, with the first of them", () => {
    const at = (line: number) => ({ ...found("medium"), file: "a.js", line });
    expect(
      open({ ...failing("CQ-03"), findings: [at(3), at(7), found("high")] }, AT),
    ).toMatchObject([
      { position: 0, severity: "medium", line: 3, places: 2 },
      { position: 1, severity: "high", line: null, places: 1 },
    ]);
  });

  test("are none where somebody accepted them, nor where they only inform", () => {
    expect(open({ ...failing("CQ-03"), status: "waived" }, AT)).toEqual([]);
    expect(open({ status: "pass", findings: [found("high", "info"), found("info")] }, AT)).toEqual(
      [],
    );
    expect(open({ status: "warn", findings: [found("low", "warn")] }, AT)).toHaveLength(1);
  });
});
