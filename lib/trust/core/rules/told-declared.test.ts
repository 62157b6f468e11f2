import { expect, test } from "vitest";
import type { JsonObject } from "#lib/kernel/json.ts";
import {
  answers,
  away,
  code,
  declares,
  entry,
  manifest,
  remote,
  tools,
} from "#lib/testing/trust-changes.ts";
import { cleanCode, cleanFacts, cleanTool, got } from "#lib/testing/trust-facts.ts";
import { told, type Said } from "#lib/testing/trust-judged.ts";
import type { CodeFacts } from "../code-facts.ts";
import type { ArtifactFacts, TrustMeta } from "../facts.ts";
import type { ArtifactKind } from "../words.ts";

type Change = Partial<ArtifactFacts>;
type Row = [expected: string, change: Change, kind?: ArtifactKind];

/** The sentences are part of the product and of its exports. */
const SAID: Said = {
  "CD-04/critical-scope": [
    "block medium",
    "It wants repo of acme and does not say why",
    "Want a narrower scope, or justify this one in the declaration.",
  ],
  "CD-04/high-scope": [
    "warn medium",
    "It wants chat:write of acme and does not say why",
    "Want a narrower scope, or justify this one in the declaration.",
  ],
  "CD-04/undeclared": [
    "block medium",
    "It takes TOKEN, but does not say for which scopes",
    'Declare each credential with its scopes and lifetime in _meta["org.mpaktrust"].credentials.',
  ],
  "CD-04/more-scopes": [
    "warn low",
    "Its sign-in offers scopes that it does not declare: write, send",
    "Declare all scopes, or offer fewer.",
  ],
  "CD-05/endless": [
    "block medium",
    "Tokens of a provider have no end",
    "Shorten the lifetime, keep tokens in a keychain, or justify it.",
  ],
  "CD-05/long": [
    "warn medium",
    "Tokens of acme live longer than a day",
    "Shorten the lifetime, keep tokens in a keychain, or justify it.",
  ],
  "CD-05/storage": [
    "warn medium",
    "Tokens of acme are kept in a file",
    "Shorten the lifetime, keep tokens in a keychain, or justify it.",
  ],
  "CD-05/undeclared": [
    "block medium",
    "It takes TOKEN, but does not say how long it lives",
    'Declare each credential with its scopes and lifetime in _meta["org.mpaktrust"].credentials.',
  ],
  "XR-DH-01/other-hosts": [
    "warn medium",
    "Its code names hosts that it does not declare: api.acme.com",
    "Declare these hosts, or take them out of the code.",
  ],
  "XR-DH-01/undeclared": [
    "block low",
    "It does not declare the hosts in its code: api.acme.com",
    'Declare it in _meta["org.mpaktrust"].dataHandling of the server.json or manifest.',
  ],
  "XR-DH-01/asserted": [
    "warn low",
    "Only its publisher says it: it speaks to api.acme.com",
    "Nothing to fix: ask the publisher for evidence if it matters to you.",
  ],
  "XR-DH-02/asserted": [
    "warn low",
    "Only its publisher says it: it touches no data",
    "Nothing to fix: ask the publisher for evidence if it matters to you.",
  ],
  "XR-DH-02/undeclared": [
    "block low",
    "It does not say which data it touches",
    'Declare it in _meta["org.mpaktrust"].dataHandling of the server.json or manifest.',
  ],
  "XR-DH-02/unsaid": [
    "warn medium",
    "Its tools seem to touch more than it says: files",
    "Declare these data too, or say in the descriptions what the tools do not touch.",
  ],
  "XR-DH-03/asserted": [
    "warn low",
    "Only its publisher says it: its privacy policy is at https://acme.com/privacy",
    "Nothing to fix: ask the publisher for evidence if it matters to you.",
  ],
  "XR-DH-03/undeclared": [
    "block low",
    "It names no privacy policy",
    'Declare it in _meta["org.mpaktrust"].dataHandling of the server.json or manifest.',
  ],
  "XR-DH-04/asserted": [
    "warn low",
    "Only its publisher says it: Nothing is kept",
    "Nothing to fix: ask the publisher for evidence if it matters to you.",
  ],
  "XR-DH-04/undeclared": [
    "block low",
    "It does not say how long data stays, and where",
    'Declare it in _meta["org.mpaktrust"].dataHandling of the server.json or manifest.',
  ],
  "XR-DH-05/undeclared": [
    "block low",
    "It does not say whether it reports how it is used",
    'Declare it in _meta["org.mpaktrust"].dataHandling of the server.json or manifest.',
  ],
  "XR-DH-05/asserted": [
    "warn low",
    "Only its publisher says it: it reports only who asks for it",
    "Nothing to fix: ask the publisher for evidence if it matters to you.",
  ],
  "XR-DH-05/hidden": [
    "block medium",
    "Its code reports how it is used (posthog), which it does not declare",
    'Declare it in _meta["org.mpaktrust"].dataHandling of the server.json or manifest.',
  ],
};

const credential = (change: Partial<NonNullable<TrustMeta["credentials"]>[number]>): Change =>
  declares({
    credentials: [
      {
        provider: "acme",
        scopes: [],
        tokenLifetimeSeconds: 3_600,
        storage: "memory",
        justification: null,
        ...change,
      },
    ],
  });
const scope = (name: string, justification: string | null = null, provider = "acme") =>
  credential({ provider, scopes: [{ name, justification }] });
const inputs = (packages: JsonObject[], remotes: JsonObject[] = []) =>
  entry({ document: { packages, remotes } });
const variable = (name: string, isSecret: boolean) => ({ name, isSecret });
const oauth = answers({}, { declaredAuth: "oauth" });
const telemetry = { telemetry: [{ what: "posthog", file: "a.js", line: 1 }] };
const file = cleanTool({ name: "readInbox", description: "Reads e-mails and files." });
const gap = (reason: CodeFacts["unread"][number]["reason"]) =>
  code({ scannable: "partial", unread: [{ file: "a.js", reason }] });

test.each<Row>([
  ["not_applicable: It takes no credentials.", {}],
  ["pass: It says which scopes it wants.", scope("files:read")],
  ["fail 3: CD-04/critical-scope", scope("repo")],
  [
    'fail 3: CD-04/critical-scope "It wants admin:org of a provider and does not say why"',
    scope("admin:org", null, ""),
  ],
  ["warn: CD-04/high-scope", scope("chat:write")],
  ["pass: It says which scopes it wants.", scope("admin:org", "It manages teams.")],
  [
    "fail 3: CD-04/undeclared",
    inputs([{ environmentVariables: [variable("TOKEN", true), variable("HOME", false)] }]),
  ],
  [
    "not_applicable: It takes no credentials.",
    inputs([{ environmentVariables: [{ name: "HOME" }] }]),
  ],
  [
    'fail 3: CD-04/undeclared "It takes X-Key, but does not say for which scopes"',
    inputs([], [{ headers: [variable("X-Key", true)] }]),
  ],
  [
    "pass: It says which scopes it wants.",
    { ...scope("files:read"), ...inputs([{ environmentVariables: [variable("TOKEN", true)] }]) },
  ],
  ["not_checkable timeout: It did not answer in time.", { manifest: away }],
  [
    "not_checkable not_declared: There is no server.json of it in the registry yet.",
    { ...manifest({ trustMeta: null }), entry: null },
  ],
  ["not_applicable: It takes no credentials.", manifest({ trustMeta: null })],
  [
    "not_applicable: It takes no credentials.",
    { ...manifest({ trustMeta: null }, "mcpb"), entry: null },
    "mcpb",
  ],
  ["not_applicable: It takes no credentials.", {}, "remote"],
  [
    'fail 3: CD-04/undeclared "It takes an OAuth sign-in, but does not say for which scopes"',
    oauth,
    "remote",
  ],
  [
    'fail 3: CD-04/undeclared "It takes an OAuth sign-in, but does not say for which scopes"',
    answers({ authorizationServers: ["https://login.acme.com"] }),
    "remote",
  ],
  ["not_checkable timeout: It did not answer in time.", { remote: away }, "remote"],
  [
    "warn: CD-04/more-scopes",
    { ...scope("read"), ...answers({ scopesSupported: ["read", "write", "send"] }) },
    "remote",
  ],
  [
    "pass: It says which scopes it wants.",
    { ...scope("read"), ...answers({ scopesSupported: ["read"] }) },
    "remote",
  ],
  ["not_applicable: It takes no credentials.", answers({ scopesSupported: ["read"] }), "remote"],
  [
    "pass: It says which scopes it wants.",
    { ...scope("read"), ...answers({ scopesSupported: ["write"] }) },
  ],
  ["not_applicable: It takes no credentials.", { ...declares({}), ...oauth }],
  [
    'fail 3: CD-04/undeclared "It takes A, but does not say for which scopes" + CD-04/undeclared "It takes B, but does not say for which scopes"',
    inputs([{ environmentVariables: [variable("A", true), variable("B", true)] }]),
  ],
  [
    'fail 3: CD-04/undeclared "It takes X-Key, but does not say for which scopes"',
    { ...inputs([], [{ headers: [variable("X-Key", true)] }]), remote: away },
    "remote",
  ],
  [
    "not_checkable timeout: It did not answer in time.",
    { ...scope("read"), remote: away },
    "remote",
  ],
  [
    'fail 3: CD-04/undeclared "It takes an OAuth sign-in, but does not say for which scopes"',
    answers({ authorizationServers: ["https://login.acme.com"], scopesSupported: ["read"] }),
    "remote",
  ],
])("CD-04 %#: %s", (expected, change, kind = "npm") => {
  expect(told("CD-04", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["not_applicable: It takes no credentials.", {}],
  ["pass: Its tokens end within a day.", credential({})],
  ["fail 3: CD-05/endless", credential({ tokenLifetimeSeconds: null, provider: "" })],
  ["pass: Its tokens end within a day.", credential({ tokenLifetimeSeconds: 86_400 })],
  ["warn: CD-05/long", credential({ tokenLifetimeSeconds: 86_401 })],
  ["warn: CD-05/storage", credential({ storage: "file" })],
  [
    'warn: CD-05/storage "Tokens of acme are kept nobody says where"',
    credential({ storage: null }),
  ],
  ["pass: Its tokens end within a day.", credential({ storage: "keychain" })],
  [
    "pass: Its tokens end within a day.",
    credential({
      tokenLifetimeSeconds: null,
      storage: null,
      justification: "There are no others.",
    }),
  ],
  ["fail 3: CD-05/undeclared", inputs([{ environmentVariables: [variable("TOKEN", true)] }])],
  ["not_checkable timeout: It did not answer in time.", { manifest: away }],
  [
    'fail 3: CD-05/undeclared "It takes an OAuth sign-in, but does not say how long it lives"',
    oauth,
    "remote",
  ],
  ["not_applicable: It takes no credentials.", {}, "remote"],
  ["not_checkable timeout: It did not answer in time.", { remote: away }, "remote"],
  [
    'fail 3: CD-05/undeclared "It takes X-Key, but does not say how long it lives"',
    { ...inputs([], [{ headers: [variable("X-Key", true)] }]), remote: away },
    "remote",
  ],
])("CD-05 %#: %s", (expected, change, kind = "npm") => {
  expect(told("CD-05", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: All hosts in its code are declared.", {}],
  ["pass: All hosts in its code are declared.", declares({ egressHosts: ["*.ACME.com"] })],
  ["warn: XR-DH-01/other-hosts", declares({ egressHosts: ["*.api.acme.com", "acme.com"] })],
  ["warn: XR-DH-01/other-hosts", declares({ egressHosts: [] })],
  [
    'warn: XR-DH-01/other-hosts "Its code names hosts that it does not declare: evilacme.com"',
    {
      ...declares({ egressHosts: ["API.acme.com"] }),
      ...code({ hosts: ["api.ACME.com", "evilacme.com"] }),
    },
  ],
  [
    'warn: XR-DH-01/other-hosts "Its code names hosts that it does not declare: evilacme.com"',
    { ...declares({ egressHosts: ["*.acme.com"] }), ...code({ hosts: ["evilacme.com"] }) },
  ],
  ["fail 2: XR-DH-01/undeclared", declares({ egressHosts: null })],
  ["pass: Its code names no host.", { ...declares({ egressHosts: null }), ...code({ hosts: [] }) }],
  ["not_checkable timeout: It did not answer in time.", { manifest: away }],
  ["warn: XR-DH-01/asserted", {}, "remote"],
  [
    'warn: XR-DH-01/asserted "Only its publisher says it: it speaks to no other host"',
    declares({ egressHosts: [] }, "remote"),
    "remote",
  ],
  [
    'warn: XR-DH-01/asserted "Only its publisher says it: it speaks to acme.com"',
    { ...declares({ egressHosts: ["acme.com"] }, "remote"), code: cleanFacts("npm").code },
    "remote",
  ],
  [
    'fail 2: XR-DH-01/undeclared "It does not say to which hosts it speaks"',
    declares({ egressHosts: null }, "remote"),
    "remote",
  ],
  ["not_checkable timeout: It did not answer in time.", { manifest: away }, "remote"],
  ["pass: All hosts in its code are declared.", gap("minified")],
  ["pass: All hosts in its code are declared.", gap("analyser")],
  [
    "not_checkable unsupported_language: a.js is in a language that the scanner cannot read.",
    gap("language"),
  ],
  ["not_checkable unsupported_language: a.js is not code that could be parsed.", gap("syntax")],
  ["not_checkable too_large: a.js is too large to read.", gap("too_large")],
])("XR-DH-01 %#: %s", (expected, change, kind = "npm") => {
  expect(told("XR-DH-01", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["warn: XR-DH-02/asserted", {}],
  ["fail 2: XR-DH-02/undeclared", declares({ dataClasses: null })],
  [
    'warn: XR-DH-02/unsaid + XR-DH-02/asserted "Only its publisher says it: it touches Mail of the user"',
    { ...declares({ dataClasses: ["Mail of the user"] }), ...tools({ tools: [file] }) },
  ],
  [
    'warn: XR-DH-02/asserted "Only its publisher says it: it touches mail, Files"',
    { ...declares({ dataClasses: ["mail", "Files"] }), ...tools({ tools: [file] }) },
  ],
  ["not_checkable timeout: It did not answer in time.", { manifest: away }],
  ["warn: XR-DH-02/asserted", { tools: away }],
])("XR-DH-02 %#: %s", (expected, change, kind = "npm") => {
  expect(told("XR-DH-02", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["warn: XR-DH-03/asserted", {}],
  ["fail 2: XR-DH-03/undeclared", declares({ privacyPolicy: null })],
  ["pass: Its privacy policy is at https://acme.com/privacy.", {}, "mcpb"],
  [
    "pass: Its privacy policy is at https://acme.com/p.",
    manifest({ privacyPolicies: ["javascript:alert(1)", "https://acme.com/p"] }, "mcpb"),
    "mcpb",
  ],
  [
    "pass: Its privacy policy is at https://acme.com/privacy.",
    { ...manifest({ trustMeta: null }, "mcpb"), entry: null },
    "mcpb",
  ],
  ["fail 2: XR-DH-03/undeclared", declares({ privacyPolicy: null }, "mcpb"), "mcpb"],
  ["not_checkable timeout: It did not answer in time.", { manifest: away }],
  ["pass: Its privacy policy is at https://acme.com/privacy.", {}, "remote"],
  ["warn: XR-DH-03/asserted", remote({ policyUri: null }), "remote"],
  ["warn: XR-DH-03/asserted", remote({ policyUri: "javascript:alert(1)" }), "remote"],
  ["not_checkable timeout: It did not answer in time.", { remote: away }, "remote"],
  ["warn: XR-DH-03/asserted", { ...remote({}) }],
  [
    "fail 2: XR-DH-03/undeclared",
    { ...manifest({ trustMeta: null, privacyPolicies: [] }, "mcpb") },
    "mcpb",
  ],
  [
    "pass: Its privacy policy is at https://acme.com/own.",
    manifest({ privacyPolicies: ["https://acme.com/own"] }, "remote"),
    "remote",
  ],
  [
    "pass: Its privacy policy is at https://acme.com/privacy.",
    { ...manifest({ trustMeta: null }, "remote"), entry: null },
    "remote",
  ],
  [
    "not_checkable not_declared: There is no server.json of it in the registry yet.",
    { ...manifest({ trustMeta: null }), entry: null },
  ],
])("XR-DH-03 %#: %s", (expected, change, kind = "npm") => {
  expect(told("XR-DH-03", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["warn: XR-DH-04/asserted", {}],
  ["fail 2: XR-DH-04/undeclared", declares({ retention: null })],
  ["not_checkable timeout: It did not answer in time.", { manifest: away }],
])("XR-DH-04 %#: %s", (expected, change, kind = "npm") => {
  expect(told("XR-DH-04", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: It says that it reports nothing, and its code shows nothing else.", {}],
  ["fail 2: XR-DH-05/undeclared", declares({ telemetry: null })],
  ["warn: XR-DH-05/asserted", declares({ telemetry: "opt_in" })],
  [
    'warn: XR-DH-05/asserted "Only its publisher says it: it reports unless it is switched off"',
    declares({ telemetry: "opt_out" }),
  ],
  [
    'warn: XR-DH-05/asserted "Only its publisher says it: it always reports"',
    declares({ telemetry: "always" }),
  ],
  ["fail 2: XR-DH-05/hidden at a.js:1", code(telemetry)],
  ["fail 2: XR-DH-05/hidden at a.js:1", { ...code(telemetry), ...declares({ telemetry: null }) }],
  [
    'warn: XR-DH-05/asserted "Only its publisher says it: it always reports"',
    { ...code(telemetry), ...declares({ telemetry: "always" }) },
  ],
  ["not_checkable timeout: It did not answer in time.", { manifest: away }],
  ['warn: XR-DH-05/asserted "Only its publisher says it: it reports nothing"', {}, "remote"],
  [
    'warn: XR-DH-05/asserted "Only its publisher says it: it reports nothing"',
    { code: got(cleanCode(telemetry)) },
    "remote",
  ],
  ["fail 2: XR-DH-05/undeclared", declares({ telemetry: null }, "remote"), "remote"],
  ["not_checkable timeout: It did not answer in time.", { manifest: away }, "remote"],
  ["pass: It says that it reports nothing, and its code shows nothing else.", gap("minified")],
  ["pass: It says that it reports nothing, and its code shows nothing else.", gap("analyser")],
  [
    "not_checkable unsupported_language: a.js is in a language that the scanner cannot read.",
    gap("language"),
  ],
  ["not_checkable unsupported_language: a.js is not code that could be parsed.", gap("syntax")],
  ["not_checkable too_large: a.js is too large to read.", gap("too_large")],
])("XR-DH-05 %#: %s", (expected, change, kind = "npm") => {
  expect(told("XR-DH-05", SAID, { ...change, kind })).toBe(expected);
});
