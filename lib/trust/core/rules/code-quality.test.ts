import { describe, expect, test } from "vitest";
import { cleanCode, cleanFacts, cleanManifest, got } from "#lib/testing/trust-facts.ts";
import { judged } from "#lib/testing/trust-judged.ts";
import type { CodeFacts } from "../code-facts.ts";
import type { JudgedId } from "./judge.ts";

const place = { file: "src/index.ts", line: 3 };
type Unread = CodeFacts["unread"][number]["reason"];
const unread = (reason: Unread) => ({
  scannable: "partial" as const,
  unread: [{ file: "x", reason }],
});

describe("code that was not read to the end", () => {
  test.each<[JudgedId, Unread, string]>([
    ["CQ-01", "too_large", "not_checkable too_large"],
    ["CQ-01", "minified", "pass"],
    ["CQ-01", "language", "pass"],
    ["CQ-01", "syntax", "pass"],
    ["CQ-02", "too_large", "not_checkable too_large"],
    ["CQ-02", "minified", "warn CQ-02/minified"],
    ["CQ-02", "language", "not_checkable unsupported_language"],
    ["CQ-02", "syntax", "not_checkable unsupported_language"],
    ["CQ-03", "minified", "not_checkable opaque_artifact"],
    ["CQ-03", "language", "not_checkable unsupported_language"],
    ["CQ-04", "minified", "pass"],
    ["CQ-05", "minified", "warn CQ-05/minified"],
    ["CQ-05", "syntax", "not_checkable unsupported_language"],
  ])("%s, %s: %s", (id, reason, expected) => {
    expect(judged(id, { code: got(cleanCode(unread(reason))) })).toBe(expected);
  });

  test.each<JudgedId>(["CQ-01", "CQ-02", "CQ-03", "CQ-04", "CQ-05"])("%s of none at all", (id) => {
    expect(judged(id, { code: got(cleanCode({ scannable: "opaque" })) })).toBe(
      "not_checkable opaque_artifact",
    );
  });

  test("still fails for what was found in the rest", () => {
    const code = cleanCode({
      ...unread("too_large"),
      secrets: [{ ...place, detector: "key", fingerprint: "f0", confidence: "high" }],
    });
    expect(judged("CQ-01", { code: got(code) })).toBe("fail 1 CQ-01/secret");
  });
});

const found = { ...place, title: "Something" };
test.each<[JudgedId, Partial<CodeFacts>, string]>([
  [
    "CQ-01",
    { secrets: [{ ...place, detector: "entropy", fingerprint: "f0", confidence: "low" }] },
    "warn CQ-01/possible-secret",
  ],
  [
    "CQ-02",
    { malware: [{ ...found, code: "CQ-02/eval-of-text", severity: "medium", blocks: false }] },
    "warn CQ-02/eval-of-text",
  ],
  [
    "CQ-03",
    { staticFindings: [{ ...found, code: "a", severity: "high", confidence: "medium" }] },
    "warn CQ-03/a",
  ],
  [
    "CQ-03",
    { staticFindings: [{ ...found, code: "a", severity: "medium", confidence: "high" }] },
    "warn CQ-03/a",
  ],
  [
    "CQ-03",
    { staticFindings: [{ ...found, code: "a", severity: "low", confidence: "high" }] },
    "pass",
  ],
  ["CQ-03", { suppressions: [place] }, "warn CQ-03/suppression"],
  [
    "CQ-04",
    { validation: { libraries: ["zod"], handlers: 2, unvalidated: [place] } },
    "warn CQ-04/partial-validation",
  ],
  ["CQ-05", { unsafe: [{ ...found, code: "exec", severity: "critical" }] }, "fail 3 CQ-05/exec"],
  ["CQ-05", { unsafe: [{ ...found, code: "exec", severity: "medium" }] }, "warn CQ-05/exec"],
  ["CQ-05", { unsafe: [{ ...found, code: "exec", severity: "low" }] }, "pass"],
  ["CQ-05", { suppressions: [place] }, "warn CQ-05/suppression"],
])("%s (%#): %s", (id, change, expected) => {
  expect(judged(id, { code: got(cleanCode(change)) })).toBe(expected);
});

describe("CQ-02", () => {
  test("warns of scripts that run where it is installed", () => {
    const manifest = got(cleanManifest("npm", { installScripts: ["postinstall"] }));
    expect(judged("CQ-02", { manifest })).toBe("warn CQ-02/install-script");
  });

  test.each([
    ["archive/path-traversal", "fail 1 CQ-02/archive/path-traversal"],
    ["archive/device", "fail 1 CQ-02/archive/device"],
    ["archive/ratio", "fail 1 CQ-02/archive/ratio"],
    ["archive/absolute-name", "fail 1 CQ-02/archive/absolute-name"],
    ["archive/drive-letter", "fail 1 CQ-02/archive/drive-letter"],
    ["archive/sparse", "fail 1 CQ-02/archive/sparse"],
    ["archive/control-character", "fail 1 CQ-02/archive/control-character"],
    ["archive/hidden-character", "fail 1 CQ-02/archive/hidden-character"],
    ["archive/link", "warn CQ-02/archive/link"],
    ["archive/too-large", "not_checkable too_large CQ-02/archive/too-large"],
    ["archive/expands-too-far", "not_checkable too_large CQ-02/archive/expands-too-far"],
    ["archive/too-slow", "not_checkable too_large CQ-02/archive/too-slow"],
    ["archive/memory", "not_checkable too_large CQ-02/archive/memory"],
    ["archive/corrupt", "not_checkable too_large CQ-02/archive/corrupt"],
    ["archive/too-many-entries", "not_checkable too_large CQ-02/archive/too-many-entries"],
    ["archive/truncated", "not_checkable too_large CQ-02/archive/truncated"],
  ])("of an archive with %s: %s", (code, expected) => {
    const { bytes } = cleanFacts("npm");
    const value = bytes.ok ? { ...bytes.value, refused: [{ code, detail: "a file" }] } : null;
    expect(value && judged("CQ-02", { bytes: got(value) })).toBe(expected);
  });
});
