// The program that anybody can run by themselves says the same as the product.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { anyCase, AT, days, failing, found, result, unknown } from "#lib/testing/trust-results.ts";
import { cleanFacts, cleanTools, got } from "#lib/testing/trust-facts.ts";
import { CONTROL_IDS, isApplicable } from "./core/controls.ts";
import { evaluate, NO_PAST } from "./core/evaluate.ts";
import { remember } from "./core/past.ts";
import type { ControlResult } from "./core/result.ts";
import { judge } from "./core/rules/judge.ts";
import { RULE_SET } from "./core/words.ts";

const PROGRAM = path.resolve(import.meta.dirname, "../../scripts/verify-trust.mjs");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "verify-trust-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function run(document: unknown): { status: number | null; out: string; error: string } {
  const file = path.join(folder, "trust.json");
  fs.writeFileSync(file, typeof document === "string" ? document : JSON.stringify(document));
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, file], {
    encoding: "utf8",
    maxBuffer: 64 * 1_048_576,
  });
  return { status, out: stdout, error: stderr };
}

/** As the export tells them: all that blocked was seen. */
const waiversOf = (results: readonly ControlResult[]) =>
  results
    .filter(({ status }) => status === "waived")
    .map(({ control, waiverId, findings }) => ({
      ...{ id: waiverId, control, digest: null, findings },
      ...{ grantedAt: AT, expiresAt: days(180) },
    }));

/** Some thousands of artifacts with a first evaluation, and a second one in which things are away. */
const OPTIONS = fc
  .sample(
    fc.record({
      first: anyCase,
      away: fc.array(fc.nat(70), { maxLength: 6 }),
      after: fc.nat(20),
      subject: fc.constantFrom("entry", "artifact"),
    }),
    1_000,
  )
  .flatMap(({ first: { kind, results }, away, after, subject }) => {
    const artifact = { kind, name: "some-server", version: "1.0.0", digest: null };
    const waivers = waiversOf(results);
    const one = { kind, subject, at: AT, results, past: NO_PAST } as const;
    const first = evaluate(one);
    const later = {
      ...one,
      at: days(after),
      past: remember(NO_PAST, one, first),
      results: results.map((each, at) =>
        away.includes(at)
          ? result(each.control, unknown(at % 2 === 0 ? "unreachable" : "expired"))
          : each,
      ),
    };
    return [
      { artifact, ...one, waivers, evidence: [], evaluation: first },
      { artifact, ...later, waivers, evidence: [], evaluation: evaluate(later) },
    ];
  });
const exported = (options: unknown[]) => ({
  format: "gatehouse-trust/1",
  ruleSet: RULE_SET,
  options,
});

describe("verify-trust.mjs", () => {
  test("finds level, risk and score of 2,000 artifacts as the product does", () => {
    const { status, out } = run(exported(OPTIONS));
    expect(
      out
        .split("\n")
        .filter((line) => line.startsWith("  "))
        .slice(0, 5),
    ).toEqual([]);
    expect(status).toBe(0);
  });

  test.each(["level", "score", "risk", "floor", "flag"] as const)(
    "a %s that was improved by hand is found and named",
    (field) => {
      const [option] = OPTIONS;
      const evaluation = { ...option?.evaluation, [field]: "better" };
      const { status, out } = run(exported([{ ...option, evaluation }]));
      expect(status).toBe(1);
      expect(out).toContain(`${field}: the export says "better"`);
    },
  );

  describe("a waiver", () => {
    const waived = result("SC-02", {
      ...failing("SC-02", "high"),
      ...{ status: "waived", waiverId: "w" },
    });
    const results = [
      waived,
      ...CONTROL_IDS.filter((id) => id !== "SC-02" && isApplicable(id, "npm")).map((id) =>
        result(id),
      ),
    ];
    const given = { kind: "npm", subject: "entry", at: AT, results, past: NO_PAST } as const;
    const [waiver] = waiversOf(results);
    const option = (change: object) => ({
      artifact: { kind: "npm", name: "some-server", version: "1.0.0", digest: null },
      ...{ ...given, evidence: [], evaluation: evaluate(given) },
      waivers: waiver === undefined ? [] : [{ ...waiver, ...change }],
    });

    test("that covers what was found is counted as the product does", () => {
      expect(run(exported([option({})])).status).toBe(0);
    });

    test.each([
      ["that is not in the export", { id: "another" }],
      ["of another control", { control: "SC-03" }],
      ["of other bytes", { digest: "sha512-two" }],
      ["that ran out", { grantedAt: days(-30), expiresAt: AT }],
      ["for longer than 180 days", { expiresAt: days(181) }],
      ["of other findings", { findings: [{ ...found("high"), code: "another" }] }],
    ])("%s is found out: the control fails", (_what, change) => {
      const { status, out } = run(exported([option(change)]));
      expect(status).toBe(1);
      expect(out).toContain("level: the export says 4, it is 1");
    });
  });

  test("finds that an undeclared tool costs L2 and keeps L1, as the product does", () => {
    const declared = { tools: [], isWhole: true };
    const facts = cleanFacts("npm", { tools: got(cleanTools("npm", { declared })) });
    const results = judge(facts, AT);
    const given = { kind: "npm", subject: "entry", at: AT, results, past: NO_PAST } as const;
    const evaluation = evaluate(given);
    expect(evaluation.level).toBe(1);
    const artifact = { kind: "npm", name: "some-server", version: "1.0.0", digest: null };
    const evidence = [...new Set(results.flatMap((one) => one.evidence))].map((sha256) => ({
      sha256,
    }));
    const option = { artifact, ...given, waivers: [], evidence, evaluation };
    expect(run(exported([option]))).toMatchObject({ status: 0, error: "" });
    const better = { ...evaluation, level: 2 };
    expect(run(exported([{ ...option, evaluation: better }])).status).toBe(1);
  });

  test.each([
    ["not JSON", "{", "is not JSON"],
    ["another format", {}, "is no trust export"],
    ["another rule set", { ...exported([]), ruleSet: "mtf-9" }, "rule set mtf-9"],
    ["nothing in it", exported([]), "holds no evaluation"],
    ["an unknown kind", exported([{ ...OPTIONS[0], kind: "floppy" }]), "options[0].kind"],
    [
      "evidence that is not listed",
      exported([{ ...OPTIONS[0], results: [result("AI-01", { evidence: ["ab"] })] }]),
      "AI-01 rests on ab",
    ],
    [
      "two results of one control",
      exported([{ ...OPTIONS[0], results: [result("AI-01"), result("AI-01")] }]),
      "AI-01 has two results",
    ],
  ])("refuses %s with the reason", (_name, document, sentence) => {
    const { status, error } = run(document);
    expect(status).toBe(2);
    expect(error).toContain(sentence);
  });
});
