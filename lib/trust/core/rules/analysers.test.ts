import { expect, test } from "vitest";
import { away, code, manifest } from "#lib/testing/trust-changes.ts";
import { got } from "#lib/testing/trust-facts.ts";
import { told, type Said } from "#lib/testing/trust-judged.ts";
import type { AnalyserReport } from "../code-facts.ts";
import type { ArtifactFacts } from "../facts.ts";

type Change = Partial<ArtifactFacts>;
type Reported = AnalyserReport["findings"][number];

const PYTHON = code({ unread: [{ file: "server.py", reason: "analyser" }] });
const SAID: Said = {
  "CQ-03/bandit/B602": [
    "block high",
    "Bandit: subprocess call with shell=True",
    "Fix this place: Bandit explains the rule in its documentation. Comments that switch it off do not count here.",
  ],
  "CQ-02/guarddog/threat-network-exfiltration": [
    "block high",
    "GuardDog: Sends what it reads to a stranger",
    "Read this place. Unless it can be explained, do not install it and report the package.",
  ],
};

const whole = { version: "1.9.4", findings: [], unread: [], incomplete: null };
const report = (change: Partial<AnalyserReport>) => got<AnalyserReport>({ ...whole, ...change });
const bandit = (change: Partial<AnalyserReport>): Change => ({
  ...PYTHON,
  analysers: { bandit: report(change), guarddog: null },
});
const guarddog = (change: Partial<AnalyserReport>): Change => ({
  analysers: { bandit: null, guarddog: report(change) },
});

const shell = (change: Partial<Reported> = {}): Change =>
  bandit({
    findings: [
      {
        ...{ rule: "B602", severity: "high", confidence: "high", role: "own" },
        title: "subprocess call with shell=True.",
        place: { file: "server.py", line: 3 },
        ...change,
      },
    ],
  });
const threat = (change: Partial<Reported> = {}): Change =>
  guarddog({
    findings: [
      {
        ...{ rule: "threat-network-exfiltration", severity: "high", confidence: null, role: "own" },
        title: "Sends what it reads to a stranger",
        place: { file: "setup.py", line: 9 },
        ...change,
      },
    ],
  });

const UNREAD =
  "not_checkable tool_missing: server.py is Python, which Bandit would analyse: it is no program of Node and is not here.";
const FINE = "pass: Static analysis found nothing severe.";
const AT = "CQ-03/bandit/B602 at server.py:3";

test.each<[string, Change]>([
  [UNREAD, PYTHON],
  [UNREAD, { ...PYTHON, analysers: { bandit: null, guarddog: null } }],
  [FINE, bandit({})],
  [`fail 2: ${AT}`, shell()],
  [`warn: ${AT} "warn medium"`, shell({ confidence: "medium" })],
  [`warn: ${AT} "warn medium"`, shell({ confidence: null })],
  [`warn: ${AT} "warn medium"`, shell({ severity: "medium" })],
  [`warn: ${AT} "warn medium"`, shell({ severity: null })],
  [`${FINE} + ${AT} "info info"`, shell({ severity: "low" })],
  [`${FINE} + ${AT} "info info"`, shell({ role: "aside" })],
  [FINE, shell({ role: "aside", severity: "medium" })],
  [FINE, shell({ role: "vendored" })],
  [
    "not_checkable timeout: It did not answer in time.",
    { ...PYTHON, analysers: { bandit: away, guarddog: null } },
  ],
  [
    "not_checkable timeout: It did not answer in time.",
    { analysers: { bandit: away, guarddog: null } },
  ],
  [
    "not_checkable unsupported_language: a.py (and 1 more) is no Python that Bandit could parse.",
    bandit({ unread: ["a.py", "b.py"] }),
  ],
  [
    "not_checkable unsupported_language: a.py is no Python that Bandit could parse.",
    bandit({ unread: ["a.py"] }),
  ],
  [
    "not_checkable timeout: Bandit: slow.",
    bandit({ incomplete: { reason: "timeout", detail: "Bandit: slow." } }),
  ],
  [
    "not_checkable opaque_artifact: a.js is minified.",
    {
      ...bandit({}),
      ...code({
        unread: [
          { file: "server.py", reason: "analyser" },
          { file: "a.js", reason: "minified" },
        ],
      }),
    },
  ],
])("CQ-03 %#: %s", (expected, change) => {
  expect(told("CQ-03", SAID, { ...change, kind: "pypi" })).toBe(expected);
});

test("what Bandit blocks fails also where it could not read everything", () => {
  const change = shell();
  const found = change.analysers?.bandit;
  const findings = found?.ok ? found.value.findings : [];
  expect(told("CQ-03", SAID, { ...bandit({ findings, unread: ["b.py"] }), kind: "pypi" })).toBe(
    `fail 2: ${AT}`,
  );
});

const CLEAN = "pass: No patterns of malware and no install scripts were found.";
const EXFILTRATION = "CQ-02/guarddog/threat-network-exfiltration at setup.py:9";
const named = (rule: string) => `CQ-02/guarddog/${rule} at setup.py:9`;
const TEXT = `"GuardDog: Sends what it reads to a stranger" "Read this place. Unless it can be explained, do not install it and report the package."`;

test.each<[string, Change]>([
  [CLEAN, {}],
  [CLEAN, { analysers: { bandit: away, guarddog: null } }],
  [CLEAN, guarddog({})],
  [`fail 1: ${EXFILTRATION}`, threat()],
  [`fail 1: ${EXFILTRATION}`, threat({ severity: null })],
  [`fail 1: ${EXFILTRATION}`, threat({ role: "aside" })],
  [`warn: ${EXFILTRATION} "warn medium"`, threat({ severity: "medium" })],
  [`warn: ${EXFILTRATION} "warn low"`, threat({ severity: "low" })],
  [`warn: ${EXFILTRATION} "warn medium"`, threat({ role: "vendored" })],
  ...["threat-network-reverse-shell", "threat-process-cryptomining", "exec-base64", "cmd-overwrite"]
    .concat("threat-runtime-obfuscation-base64exec", "threat-runtime-obfuscation-chr")
    .concat("threat-process-hooks", "npm-serialize-environment")
    .map((rule): [string, Change] => [
      `fail 1: ${named(rule)} "block high" ${TEXT}`,
      threat({ rule }),
    ]),
  ...["threat-filesystem-read", "threat-setup-network-in-install", "threat-npm-preinstall-script"]
    .concat("threat-runtime-obfuscation-steganography", "shady-links")
    .map((rule): [string, Change] => [
      `warn: ${named(rule)} "warn medium" ${TEXT}`,
      threat({ rule }),
    ]),
  [
    `${CLEAN} + ${named("capability-network-outbound")} "info info" ${TEXT}`,
    threat({ rule: "capability-network-outbound" }),
  ],
  [
    "not_checkable timeout: It did not answer in time.",
    { analysers: { bandit: null, guarddog: away } },
  ],
  [
    "not_checkable registry_5xx: GuardDog: Some of its rules could not be applied.",
    guarddog({
      incomplete: {
        reason: "registry_5xx",
        detail: "GuardDog: Some of its rules could not be applied.",
      },
    }),
  ],
])("CQ-02 %#: %s", (expected, change) => {
  const quiet = manifest({ installScripts: [] });
  expect(told("CQ-02", SAID, { ...quiet, ...change, kind: "npm" })).toBe(expected);
});

test("a title from a sidecar is cut, and carries no login", () => {
  const title = `found https://ada:secret@host.example/ ${"x".repeat(400)}`;
  expect(told("CQ-03", SAID, { ...shell({ title }), kind: "pypi" })).toMatch(
    /^fail 2: CQ-03\/bandit\/B602 at server\.py:3 "Bandit: found https:\/\/host\.example\/ x+…"$/,
  );
});
