import { expect, test } from "vitest";
import { away, bytes, code, declares, manifest } from "#lib/testing/trust-changes.ts";
import { cleanFacts, cleanMeta } from "#lib/testing/trust-facts.ts";
import { told, type Said } from "#lib/testing/trust-judged.ts";
import type { CodeFacts, Power } from "../code-facts.ts";
import type { ArtifactFacts } from "../facts.ts";
import type { ArtifactKind } from "../words.ts";

type Change = Partial<ArtifactFacts>;
type Row = [expected: string, change: Change, kind?: ArtifactKind];

/** The sentences are part of the product and of its exports. */
const SAID: Said = {
  "CQ-01/secret": [
    "block high",
    "AWS access key in the code",
    "Revoke it where it was issued, take it out of the code, and publish a new version.",
  ],
  "CQ-01/possible-secret": [
    "warn medium",
    "AWS access key in the code",
    "Revoke it where it was issued, take it out of the code, and publish a new version.",
  ],
  "CQ-02/reverse-shell": [
    "block critical",
    "It runs text as code",
    "Read this place. Unless it can be explained, do not install it and report the package.",
  ],
  "CQ-02/eval": [
    "warn medium",
    "It runs text as code",
    "Read this place. Unless it can be explained, do not install it and report the package.",
  ],
  "CQ-02/install-script": [
    "warn medium",
    "It runs postinstall on the machine of whoever installs it",
    "Do without install scripts, or install with scripts switched off.",
  ],
  "CQ-02/archive/path-traversal": [
    "block high",
    "Archive: a file",
    "Pack it again with plain files and folders only, and publish a new version.",
  ],
  "CQ-02/archive/link": [
    "warn medium",
    "Archive: a file",
    "Pack it again with plain files and folders only, and publish a new version.",
  ],
  "CQ-02/archive/truncated": [
    "warn medium",
    "Archive: a file",
    "Pack it again with plain files and folders only, and publish a new version.",
  ],
  "CQ-02/minified": [
    "warn low",
    "Minified code was only searched for patterns: f0.js, f2.js",
    "Ship the code as it was written, or a source map with it.",
  ],
  "CQ-02/archive/device": [
    "block high",
    "Archive: a file",
    "Pack it again with plain files and folders only, and publish a new version.",
  ],
  "CQ-03/eval": [
    "block high",
    "It runs text as code",
    "Fix this place, or say in a comment beside it why it is safe.",
  ],
  "CQ-03/suppression": [
    "warn low",
    "2 warnings are switched off without a reason",
    "Write the reason beside each place where a warning is switched off.",
  ],
  "CQ-04/no-validation": [
    "block medium",
    "A tool handler uses its input without checking it",
    "Give the tool a typed schema (zod, ajv, TypeBox, Pydantic) and parse with it.",
  ],
  "CQ-04/partial-validation": [
    "warn medium",
    "A tool handler uses its input without checking it",
    "Give the tool a typed schema (zod, ajv, TypeBox, Pydantic) and parse with it.",
  ],
  "CQ-05/exec": [
    "block critical",
    "It runs text as code",
    "Use a form that takes a list of arguments instead of a command line or text that is run.",
  ],
  "CQ-05/suppression": [
    "warn low",
    "1 warnings are switched off without a reason",
    "Write the reason beside each place where a warning is switched off.",
  ],
  "CQ-05/minified": [
    "warn low",
    "Minified code was only searched for patterns: f0.js",
    "Ship the code as it was written, or a source map with it.",
  ],
  "CD-02/undeclared-subprocess": [
    "block critical",
    "It starts programs (child_process), but does not declare it",
    "Declare it in the permissions, or do without it.",
  ],
  "CD-02/undeclared-native": [
    "block critical",
    "It loads native code (child_process), but does not declare it",
    "Declare it in the permissions, or do without it.",
  ],
  "CD-02/undeclared-network": [
    "block high",
    "It uses the network (child_process), but does not declare it",
    "Declare it in the permissions, or do without it.",
  ],
  "CD-02/undeclared-filesystem": [
    "warn medium",
    "It uses files (child_process), but does not declare it",
    "Declare it in the permissions, or do without it.",
  ],
  "CD-02/undeclared-sensitive-path": [
    "block high",
    "It names files that hold secrets (child_process), but does not declare it",
    "Declare it in the permissions, or do without it.",
  ],
  "CD-02/undeclared-secret-variable": [
    "block high",
    "It reads ACME_TOKEN without declaring it",
    "Name the variables in the server.json, or declare that it reads them.",
  ],
  "CD-02/undeclared-variable": [
    "info info",
    "It reads ACME_HOME, MONKEY, ACME_KEYS without declaring it",
    "Name the variables in the server.json, or declare that it reads them.",
  ],
  "CD-02/no-permissions": [
    "block medium",
    "It declares no permissions; its code uses the network, reads environment variables",
    'Declare permissions in _meta["org.mpaktrust"] of the server.json or the manifest.',
  ],
  "CD-02/declared-only": [
    "warn low",
    "Its permissions are declared, but nobody sees the code that it runs",
    "Nothing can be done for a remote: its code stays out of sight.",
  ],
};

const place = { file: "src/index.ts", line: 3 };
const found = { ...place, title: "It runs text as code." };
const secret = { ...place, detector: "AWS access key", fingerprint: "f0" };
const gap = (...reasons: CodeFacts["unread"][number]["reason"][]) =>
  code({
    scannable: "partial",
    unread: reasons.map((reason, at) => ({ file: `f${at}.js`, reason })),
  });
const NONE = {
  filesystem: "none",
  network: "none",
  environment: "none",
  subprocess: "none",
  native: "none",
} as const;
const uses = (power: Power, when: "load" | "run", more: object = {}) => ({
  ...declares({ permissions: { ...NONE } }),
  ...code({ environment: [], powers: [{ power, when, what: "child_process", ...place }], ...more }),
});
const reads = (...environment: string[]) => ({
  ...declares({ permissions: { ...NONE } }),
  ...code({ powers: [], environment }),
});
const validation = (handlers: number, count: number, libraries: string[] = []) =>
  code({
    validation: { libraries, handlers, unvalidated: Array.from({ length: count }, () => place) },
  });
const refused = (name: string) => bytes({ refused: [{ code: name, detail: "a file" }] });

test.each<Row>([
  ["pass: No secrets were found.", {}],
  [
    "fail 1: CQ-01/secret at src/index.ts:3",
    code({ secrets: [{ ...secret, confidence: "high" }] }),
  ],
  [
    "warn: CQ-01/possible-secret at src/index.ts:3",
    code({ secrets: [{ ...secret, confidence: "low" }] }),
  ],
  ["pass: No secrets were found.", gap("minified", "language", "syntax", "analyser")],
  [
    "not_checkable too_large: f1.js (and 1 more) is too large to read.",
    gap("syntax", "too_large", "too_large"),
  ],
  [
    "not_checkable opaque_artifact: It holds no source code that could be read.",
    code({ scannable: "opaque" }),
  ],
])("CQ-01 %#: %s", (expected, change, kind = "npm") => {
  expect(told("CQ-01", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: No patterns of malware and no install scripts were found.", {}],
  [
    "fail 1: CQ-02/reverse-shell at src/index.ts:3",
    code({ malware: [{ ...found, code: "reverse-shell", severity: "critical", blocks: true }] }),
  ],
  [
    "warn: CQ-02/eval at src/index.ts:3",
    code({ malware: [{ ...found, code: "CQ-02/eval", severity: "medium", blocks: false }] }),
  ],
  ["warn: CQ-02/install-script", manifest({ installScripts: ["postinstall"] })],
  ["fail 1: CQ-02/archive/path-traversal", refused("archive/path-traversal")],
  ["warn: CQ-02/archive/link", refused("archive/link")],
  [
    "not_checkable too_large: Not all of the archive was read: a file. + CQ-02/archive/truncated",
    refused("archive/truncated"),
  ],
  ["warn: CQ-02/minified", gap("minified", "analyser", "minified")],
  [
    "not_checkable unsupported_language: f0.js is in a language that the scanner cannot read.",
    gap("language"),
  ],
  ["not_checkable unsupported_language: f0.js is not code that could be parsed.", gap("syntax")],
  ["not_checkable too_large: f0.js is too large to read.", gap("too_large")],
  ["fail 1: CQ-02/archive/device", { code: away, ...refused("archive/device") }],
])("CQ-02 %#: %s", (expected, change, kind = "npm") => {
  expect(told("CQ-02", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: Static analysis found nothing severe.", {}],
  [
    "fail 2: CQ-03/eval at src/index.ts:3",
    code({ staticFindings: [{ ...found, code: "eval", severity: "high", confidence: "high" }] }),
  ],
  [
    'fail 2: CQ-03/eval at src/index.ts:3 "block critical"',
    code({
      staticFindings: [{ ...found, code: "eval", severity: "critical", confidence: "high" }],
    }),
  ],
  [
    'warn: CQ-03/eval at src/index.ts:3 "warn medium"',
    code({
      staticFindings: [{ ...found, code: "eval", severity: "critical", confidence: "medium" }],
    }),
  ],
  [
    'warn: CQ-03/eval at src/index.ts:3 "warn medium"',
    code({ staticFindings: [{ ...found, code: "eval", severity: "medium", confidence: "high" }] }),
  ],
  [
    'pass: Static analysis found nothing severe. + CQ-03/eval at src/index.ts:3 "info info"',
    code({ staticFindings: [{ ...found, code: "eval", severity: "low", confidence: "high" }] }),
  ],
  [
    "warn: CQ-03/suppression at src/index.ts:3",
    code({ suppressions: [place, { file: "b.ts", line: 1 }] }),
  ],
  [
    "not_checkable tool_missing: f0.js is Python, which Bandit would analyse: it is no program of Node and is not here.",
    gap("analyser"),
  ],
  ["not_checkable opaque_artifact: f0.js is minified.", gap("minified")],
  [
    "not_checkable unsupported_language: f0.js is in a language that the scanner cannot read.",
    gap("language"),
  ],
  ["not_checkable unsupported_language: f0.js is not code that could be parsed.", gap("syntax")],
  ["not_checkable too_large: f0.js is too large to read.", gap("too_large")],
])("CQ-03 %#: %s", (expected, change, kind = "npm") => {
  expect(told("CQ-03", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: All tool handlers that were found check their input (zod).", {}],
  ["pass: All tool handlers that were found check their input.", validation(1, 0)],
  [
    "pass: All tool handlers that were found check their input (zod, ajv).",
    validation(2, 0, ["zod", "ajv"]),
  ],
  [
    "fail 4: CQ-04/no-validation at src/index.ts:3 + CQ-04/no-validation at src/index.ts:3",
    validation(2, 2),
  ],
  ["warn: CQ-04/partial-validation at src/index.ts:3", validation(2, 1)],
  [
    "not_checkable opaque_artifact: No handler of a tool was recognised in the code.",
    validation(0, 0, ["zod"]),
  ],
  ["pass: All tool handlers that were found check their input (zod).", gap("minified", "analyser")],
  [
    "not_checkable unsupported_language: f0.js is in a language that the scanner cannot read.",
    gap("language"),
  ],
  ["not_checkable unsupported_language: f0.js is not code that could be parsed.", gap("syntax")],
  ["not_checkable too_large: f0.js is too large to read.", gap("too_large")],
  ["not_checkable timeout: It did not answer in time.", { code: away }],
])("CQ-04 %#: %s", (expected, change, kind = "npm") => {
  expect(told("CQ-04", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: No unsafe ways of running code were found.", {}],
  [
    "fail 3: CQ-05/exec at src/index.ts:3",
    code({ unsafe: [{ ...found, code: "exec", severity: "critical" }] }),
  ],
  [
    'fail 3: CQ-05/exec at src/index.ts:3 "block high"',
    code({ unsafe: [{ ...found, code: "exec", severity: "high" }] }),
  ],
  [
    'warn: CQ-05/exec at src/index.ts:3 "warn medium"',
    code({ unsafe: [{ ...found, code: "exec", severity: "medium" }] }),
  ],
  [
    'pass: No unsafe ways of running code were found. + CQ-05/exec at src/index.ts:3 "info info"',
    code({ unsafe: [{ ...found, code: "exec", severity: "low" }] }),
  ],
  ["warn: CQ-05/suppression at src/index.ts:3", code({ suppressions: [place] })],
  ["warn: CQ-05/minified", gap("minified", "analyser")],
  [
    "not_checkable unsupported_language: f0.js is in a language that the scanner cannot read.",
    gap("language"),
  ],
  ["not_checkable unsupported_language: f0.js is not code that could be parsed.", gap("syntax")],
  ["not_checkable too_large: f0.js is too large to read.", gap("too_large")],
])("CQ-05 %#: %s", (expected, change, kind = "npm") => {
  expect(told("CQ-05", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["not_checkable not_implemented: Gatehouse does not watch what it does while it runs.", {}],
])("CQ-06 %#: %s", (expected, change, kind = "npm") => {
  expect(told("CQ-06", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: Its code does what its publisher declares.", {}],
  ["fail 2: CD-02/undeclared-subprocess at src/index.ts:3", uses("subprocess", "run")],
  ["fail 2: CD-02/undeclared-native at src/index.ts:3", uses("native", "load")],
  ["fail 2: CD-02/undeclared-network at src/index.ts:3", uses("network", "load")],
  ['warn: CD-02/undeclared-network at src/index.ts:3 "warn medium"', uses("network", "run")],
  ["warn: CD-02/undeclared-filesystem at src/index.ts:3", uses("filesystem", "load")],
  ["fail 2: CD-02/undeclared-sensitive-path at src/index.ts:3", uses("sensitive_path", "run")],
  ["pass: Its code does what its publisher declares.", uses("environment", "load")],
  [
    'fail 2: CD-02/undeclared-subprocess at a.js:1 "It starts programs in 2 places (spawn), but does not declare it" + CD-02/undeclared-subprocess at b.js:2 "It starts programs (exec), but does not declare it"',
    uses("subprocess", "run", {
      powers: [
        { power: "subprocess", when: "run", what: "spawn", file: "a.js", line: 1 },
        { power: "subprocess", when: "load", what: "exec", file: "b.js", line: 2 },
        { power: "subprocess", when: "run", what: "fork", file: "c.js", line: 3 },
      ],
    }),
  ],
  [
    'fail 2: CD-02/undeclared-native at src/index.ts:3 "It loads native code (x), but does not declare it"',
    {
      ...code({
        powers: [{ power: "native", when: "load", what: "x", ...place }],
        environment: [],
      }),
      ...declares({ permissions: { ...NONE, native: null } }),
    },
  ],
  ["fail 2: CD-02/undeclared-secret-variable", reads("ACME_TOKEN")],
  [
    "pass: Its code does what its publisher declares. + CD-02/undeclared-variable",
    reads("ACME_HOME", "MONKEY", "ACME_KEYS"),
  ],
  [
    'fail 2: CD-02/undeclared-secret-variable "It reads DB_PASSWORD without declaring it" + CD-02/undeclared-variable "It reads ACME_HOME without declaring it"',
    reads("ACME_REGION", "DB_PASSWORD", "ACME_HOME"),
  ],
  [
    "pass: Its code does what its publisher declares.",
    { ...reads("ACME_TOKEN"), ...declares({ permissions: { ...NONE, environment: "read" } }) },
  ],
  [
    "pass: Its code does what its publisher declares.",
    { ...reads("ACME_TOKEN"), ...declares({ permissions: { ...NONE, environment: "write" } }) },
  ],
  [
    "pass: Its code does what its publisher declares.",
    {
      ...reads("ACME_TOKEN"),
      ...manifest({
        variables: ["ACME_TOKEN"],
        trustMeta: cleanMeta({ permissions: { ...NONE } }),
      }),
    },
  ],
  ["fail 2: CD-02/undeclared-secret-variable", { ...reads("ACME_TOKEN"), entry: null }],
  ["fail 2: CD-02/no-permissions", declares({ permissions: null })],
  [
    'fail 2: CD-02/no-permissions "It declares no permissions"',
    { ...declares({ permissions: null }), ...code({ powers: [], environment: [] }) },
  ],
  [
    'fail 2: CD-02/no-permissions "It declares no permissions; its code starts programs, loads native code, uses the network, reads environment variables, uses files, names files that hold secrets"',
    {
      ...declares({ permissions: null }),
      ...code({
        powers: (
          [
            "subprocess",
            "native",
            "network",
            "environment",
            "filesystem",
            "sensitive_path",
            "network",
          ] as const
        ).map((power) => ({ power, when: "run", what: "x", ...place })),
      }),
    },
  ],
  [
    'fail 2: CD-02/no-permissions "It declares no permissions"',
    { ...declares({ permissions: null }), code: away },
  ],
  ["not_checkable timeout: It did not answer in time.", { manifest: away }],
  ["not_checkable timeout: It did not answer in time.", { code: away }],
  ["pass: Its code does what its publisher declares.", gap("minified", "analyser")],
  [
    "not_checkable unsupported_language: f0.js is in a language that the scanner cannot read.",
    gap("language"),
  ],
  ["not_checkable unsupported_language: f0.js is not code that could be parsed.", gap("syntax")],
  ["not_checkable too_large: f0.js is too large to read.", gap("too_large")],
  ["warn: CD-02/declared-only", {}, "remote"],
  [
    "warn: CD-02/declared-only",
    { code: cleanFacts("npm").code, ...declares({ permissions: { ...NONE } }, "remote") },
    "remote",
  ],
  [
    'fail 2: CD-02/no-permissions "It declares no permissions"',
    declares({ permissions: null }, "remote"),
    "remote",
  ],
  ["not_checkable timeout: It did not answer in time.", { manifest: away }, "remote"],
  [
    'warn: CD-02/undeclared-filesystem at src/index.ts:3 "It uses files (fs), but does not declare it" + CD-02/undeclared-network at src/index.ts:3 "warn medium" "It uses the network (fetch), but does not declare it"',
    {
      ...declares({ permissions: { ...NONE } }),
      ...code({
        environment: [],
        powers: [
          { power: "filesystem", when: "run", what: "fs", ...place },
          { power: "network", when: "run", what: "fetch", ...place },
        ],
      }),
    },
  ],
  [
    'not_checkable too_large: f0.js is too large to read. + CD-02/undeclared-network at index.js:12 "warn medium" "It uses the network (fetch), but does not declare it" + CD-02/undeclared-variable "It reads ACME_REGION without declaring it"',
    { ...reads("ACME_TOKEN"), entry: null, ...gap("too_large") },
  ],
  [
    'pass: Its code does what its publisher declares. + CD-02/undeclared-variable "It reads AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA… without declaring it"',
    reads(`${"A".repeat(197)}_KEY`),
  ],
])("CD-02 %#: %s", (expected, change, kind = "npm") => {
  expect(told("CD-02", SAID, { ...change, kind })).toBe(expected);
});
