import { describe, expect, test } from "vitest";
import type { Got } from "../facts.ts";
import type { ControlId } from "../controls.ts";
import {
  blocks,
  codeIn,
  conclude,
  informs,
  listed,
  missing,
  named,
  notApplicable,
  warns,
  type Found,
} from "./verdict.ts";

const told = { code: "X", title: "Something.", remediation: "Mend it." };
const block = (from: 1 | 2 | 3 | 4) => blocks(from, { ...told, severity: "high" });
const warning = warns({ ...told, severity: "low" });
const known: Got<null> = { ok: true, value: null, evidence: ["b", "a", "b"] };
const unknown = missing("timeout", "It did not answer.");

test.each<[ControlId, readonly Found[], readonly Got<unknown>[], string, number | null]>([
  ["SC-02", [], [known], "pass", null],
  ["SC-02", [informs(told)], [known], "pass", null],
  ["SC-02", [warning], [known], "warn", null],
  ["SC-02", [warning, block(3), block(2)], [known], "fail", 2],
  ["SC-02", [block(3)], [known], "fail", 3],
  ["SC-02", [block(3)], [known, unknown], "not_checkable", null],
  ["SC-02", [block(2)], [unknown], "fail", 2],
  ["SC-02", [block(1)], [unknown], "fail", 1],
  ["SC-02", [warning], [unknown], "not_checkable", null],
  ["PR-05", [block(3)], [unknown], "fail", 3],
])("%s (%#) with %j", (control, found, needs, status, from) => {
  const verdict = conclude(control, { needs, found, fine: "All is fine." });
  expect([verdict.status, verdict.failsFromLevel]).toEqual([status, from]);
  expect(verdict.reason).toBe(status === "not_checkable" ? "timeout" : null);
  expect(verdict.findings).toHaveLength(found.length);
});

test("says in one sentence what was seen", () => {
  const detail = (found: readonly Found[], needs: readonly Got<unknown>[] = [known]) =>
    conclude("SC-02", { needs, found, fine: "All is fine." }).detail;
  expect(detail([])).toBe("All is fine.");
  expect(detail([warning])).toBe("Something.");
  expect(detail([warning, block(2), block(2)])).toBe("Something, and 1 more.");
  expect(detail([], [unknown])).toBe("It did not answer.");
});

test("rests on every piece of evidence once", () => {
  expect(conclude("SC-02", { needs: [known, known], found: [], fine: "" }).evidence).toEqual([
    "b",
    "a",
  ]);
});

describe("words from outside", () => {
  test.each([
    ["plain", "plain"],
    ["a\u202eb\nc", "a⟨U+202E⟩b c"],
    ["x".repeat(120), "x".repeat(120)],
    ["x".repeat(121), `${"x".repeat(120)}…`],
    ["a\t\tb\r\nc", "a  b  c"],
    ["git+https://me:hunter2@git.example/a", "git+https://git.example/a"],
    [`https://me:${"s".repeat(500)}@git.example/a`, "https://git.example/a"],
  ])("%j are told as %j", (text, shown) => {
    expect(named(text)).toBe(shown);
  });

  test("are listed with how many more there are", () => {
    expect(listed(["a", "b"])).toBe("a, b");
    expect(listed(["a", "b", "c"], 2)).toBe("a, b and 1 more");
  });

  test("become the code of a finding with its control in front", () => {
    expect(codeIn("CQ-02", "malware/miner")).toBe("CQ-02/malware/miner");
    expect(codeIn("CQ-02", "CQ-02/miner")).toBe("CQ-02/miner");
  });
});

test("what means nothing for an artifact rests on evidence all the same", () => {
  expect(notApplicable("It takes none.", [known, unknown, known])).toEqual({
    status: "not_applicable",
    reason: null,
    failsFromLevel: null,
    findings: [],
    evidence: ["b", "a"],
    detail: "It takes none.",
  });
  expect(notApplicable("It takes none.").evidence).toEqual([]);
});

test("what is unknown is no evidence", () => {
  expect(conclude("SC-02", { needs: [unknown], found: [], fine: "" }).evidence).toEqual([]);
});

test("keeps the two hundred worst of its findings, what blocks before what warns", () => {
  const mild = Array.from({ length: 200 }, () => warning);
  const severe = warns({ ...told, code: "Y", severity: "critical" });
  const found = [...mild, severe, block(2)];
  const { findings } = conclude("SC-02", { needs: [known], found, fine: "" });
  expect(findings).toHaveLength(200);
  expect(findings.slice(0, 3).map(({ action, severity }) => `${action} ${severity}`)).toEqual([
    "block high",
    "warn critical",
    "warn low",
  ]);
});

test("a finding says where it is, as far as that is known, and its level stays inside", () => {
  const here = (place?: { file: string; line: number | null }) =>
    conclude("SC-02", {
      needs: [known],
      found: [blocks(3, { ...told, severity: "high", place })],
      fine: "",
    }).findings;
  const base = {
    code: "X",
    severity: "high",
    action: "block",
    title: "Something",
    remediation: "Mend it.",
  };
  expect(here()).toEqual([{ ...base, file: null, line: null }]);
  expect(here({ file: "a.js", line: null })).toEqual([{ ...base, file: "a.js", line: null }]);
  expect(here({ file: "a.js", line: 7 })).toEqual([{ ...base, file: "a.js", line: 7 }]);
});
