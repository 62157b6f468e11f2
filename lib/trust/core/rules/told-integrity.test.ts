import { expect, test } from "vitest";
import {
  away,
  built,
  bytes,
  declares,
  entry,
  manifest,
  remote,
  signature,
} from "#lib/testing/trust-changes.ts";
import { cleanRemote } from "#lib/testing/trust-facts.ts";
import { told, type Said } from "#lib/testing/trust-judged.ts";
import type { ArtifactFacts } from "../facts.ts";
import type { ArtifactKind } from "../words.ts";

type Change = Partial<ArtifactFacts>;
type Row = [expected: string, change: Change, kind?: ArtifactKind];

/** The sentences are part of the product and of its exports. */
const SAID: Said = {
  "AI-01/manifest": [
    "block medium",
    "Manifest: bin is not an object",
    "Correct the manifest and publish a new version.",
  ],
  "AI-01/name": [
    "block medium",
    "The manifest has no name",
    "Give the manifest the name under which it is published.",
  ],
  "AI-01/version": [
    "block medium",
    "The manifest has no version",
    "Give the manifest the version under which it is published.",
  ],
  "AI-01/server-name-missing": [
    "block medium",
    "The package does not say that it is com.acme/files",
    "Name the server in the package: mcpName in package.json, mcp-name: in the README of a Python package, or the label io.modelcontextprotocol.server.name of an image.",
  ],
  "AI-01/server-name": [
    "block high",
    "The package says that it is com.other/files, not com.acme/files",
    "Register it under the server name that the package gives.",
  ],
  "AI-01/server-json": [
    "block medium",
    "server.json: name is missing",
    "Correct the server.json so that the official schema accepts it.",
  ],
  "AI-01/unscoped": [
    "block medium",
    "files has no namespace",
    "Give the server a name of the form namespace/name.",
  ],
  "AI-01/initialize": [
    "block medium",
    "It answers, but not to initialize",
    "Correct the address: it has to lead to an MCP endpoint.",
  ],
  "AI-01/not-greeted": [
    "warn low",
    "Its server.json is valid, but it wants a sign-in before it answers initialize",
    "Its owner team or security keeps a credential for scans on its Trust tab, for an account that can do little.",
  ],
  "AI-03/invalid-registry": [
    "block critical",
    "The registry's signature does not fit these bytes",
    "Do not install it: fetch it anew from the registry, and ask the publisher if it stays like this.",
  ],
  "AI-03/absent-registry": [
    "block medium",
    "The registry has not signed it",
    "Publish from a workflow that signs what it builds, such as npm publish --provenance.",
  ],
  "AI-03/unknown-key": [
    "block high",
    "It is signed with a key that the registry does not list",
    "Do not install it: fetch it anew from the registry, and ask the publisher if it stays like this.",
  ],
  "AI-03/expired-key": [
    "warn low",
    "It was signed with a key that had expired",
    "Publish a new version, so that it is signed with a present key.",
  ],
  "AI-03/invalid-publisher": [
    "block critical",
    "The publisher's signature does not fit these bytes",
    "Do not install it: fetch it anew from the registry, and ask the publisher if it stays like this.",
  ],
  "AI-03/signer-unknown": [
    "warn low",
    "The signature does not say who signed",
    "Sign with a certificate that names the publisher.",
  ],
  "AI-03/absent-provenance": [
    "block medium",
    "It comes without an attestation of its build",
    "Publish from a workflow that signs what it builds, such as npm publish --provenance.",
  ],
  "AI-03/invalid-provenance": [
    "block critical",
    "The attestation of its build does not fit these bytes",
    "Do not install it: fetch it anew from the registry, and ask the publisher if it stays like this.",
  ],
  "AI-03/absent-publisher": [
    "block medium",
    "The publisher has not signed it",
    "Publish from a workflow that signs what it builds, such as npm publish --provenance.",
  ],
  "AI-04/declared-not-reproducible": [
    "block low",
    "The publisher says that its build cannot be reproduced",
    "Make the build reproducible and say how in the manifest.",
  ],
  "AI-05/unexpected-file": [
    "warn low",
    "notes.txt is in the bundle, but its manifest does not speak of it",
    "Take it out of the bundle, or refer to it in the manifest.",
  ],
  "AI-05/unreferenced-executable": [
    "block high",
    "extra.js is in the bundle, but its manifest does not speak of it",
    "Take it out of the bundle, or refer to it in the manifest.",
  ],
};

const auth = cleanRemote().auth;

test.each<Row>([
  ["pass: The manifest has all it needs.", {}],
  [
    "pass: The manifest has all it needs; there is no server.json yet to compare it with.",
    { entry: null },
  ],
  ["pass: It speaks as an MCP server does.", {}, "remote"],
  [
    'fail 1: AI-01/manifest + AI-01/manifest "Manifest: files is no list"',
    manifest({ issues: ["bin is not an object", "files is no list"] }),
  ],
  ["fail 1: AI-01/name + AI-01/version", manifest({ name: null, version: null })],
  [
    'fail 1: AI-01/name "The manifest calls itself @other/files, not @acme/files" + AI-01/version "The manifest says version 1.3.0, not 1.2.0"',
    manifest({ name: "@other/files", version: "1.3.0" }),
  ],
  ['fail 1: AI-01/version "1.2 is not a semantic version"', manifest({ version: "1.2" })],
  ["pass: The manifest has all it needs.", { ...manifest({ version: "1.3.0" }), version: "" }],
  ["fail 1: AI-01/name + AI-01/version", manifest({ name: null, version: null }, "mcpb"), "mcpb"],
  [
    'fail 1: AI-01/version "The manifest says version 1.3.0, not 1.2.0"',
    manifest({ name: "files", version: "1.3.0" }, "mcpb"),
    "mcpb",
  ],
  [
    "pass: The manifest has all it needs.",
    manifest({ name: null, version: "1.2.0rc1" }, "pypi"),
    "pypi",
  ],
  ["fail 2: AI-01/server-name-missing", manifest({ serverName: null })],
  [
    "pass: The manifest has all it needs; there is no server.json yet to compare it with.",
    { ...manifest({ serverName: null }), entry: null },
  ],
  ["fail 1: AI-01/server-name", manifest({ serverName: "com.other/files" })],
  ["pass: The manifest has all it needs.", manifest({ serverName: null }, "mcpb"), "mcpb"],
  ["fail 1: AI-01/server-name", manifest({ serverName: "com.other/files" }, "mcpb"), "mcpb"],
  ["fail 1: AI-01/server-json", entry({ schemaIssues: ["name is missing"] })],
  [
    "fail 2: AI-01/unscoped",
    { ...manifest({ serverName: "files" }), ...entry({ serverName: "files" }) },
  ],
  [
    "pass: It speaks as an MCP server does.",
    manifest({ name: null, issues: ["none"], serverName: null }, "remote"),
    "remote",
  ],
  ["fail 1: AI-01/initialize", remote({ protocol: null }), "remote"],
  [
    "warn: AI-01/not-greeted",
    remote({ protocol: null, auth: { ...auth, state: "challenged" } }),
    "remote",
  ],
  [
    "not_checkable auth_required: It wants a sign-in before it answers initialize.",
    remote({ protocol: null, auth: { ...auth, state: "forbidden" } }),
    "remote",
  ],
  [
    "not_checkable auth_required: It wants a sign-in before it answers initialize.",
    remote({ protocol: null, auth: { ...auth, state: "unknown" } }),
    "remote",
  ],
  [
    "not_checkable timeout: It did not answer.",
    remote({ protocol: null, unanswered: { reason: "timeout", detail: "It did not answer." } }),
    "remote",
  ],
  [
    "not_checkable tls: No.",
    remote({
      protocol: null,
      auth: { ...auth, state: "challenged" },
      unanswered: { reason: "tls", detail: "No." },
    }),
    "remote",
  ],
  ["not_checkable timeout: It did not answer in time.", { remote: away }, "remote"],
  [
    "fail 1: AI-01/server-json",
    { ...entry({ schemaIssues: ["name is missing"] }), manifest: away },
  ],
  [
    "not_checkable timeout: It did not answer in time. + AI-01/unscoped",
    { ...entry({ serverName: "files" }, "remote"), remote: away },
    "remote",
  ],
])("AI-01 %#: %s", (expected, change, kind = "npm") => {
  expect(told("AI-01", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  [
    "pass: The signatures are valid; https://github.com/acme/files/.github/workflows/release.yml@refs/tags/v1.2.0 signed.",
    {},
  ],
  ["fail 3: AI-03/invalid-registry", signature({ registry: "invalid" })],
  ["fail 3: AI-03/absent-registry", signature({ registry: "absent" })],
  ["fail 3: AI-03/unknown-key", signature({ registry: "unknown_key" })],
  ["warn: AI-03/expired-key", signature({ registry: "expired_key" })],
  ["fail 3: AI-03/invalid-publisher", signature({ publisher: "invalid" })],
  ["pass: The signatures are valid.", signature({ publisher: "absent", signer: null })],
  ["warn: AI-03/signer-unknown", signature({ signer: null })],
  ["fail 3: AI-03/absent-provenance", built({ state: "absent" })],
  ["fail 3: AI-03/absent-provenance", built({ state: "absent", subjectMatches: false })],
  ["fail 3: AI-03/invalid-provenance", built({ state: "invalid" })],
  ["fail 3: AI-03/invalid-provenance", built({ subjectMatches: false })],
  [
    "pass: The signatures are valid; https://github.com/acme/files/.github/workflows/release.yml@refs/tags/v1.2.0 signed.",
    built({ subjectMatches: null }),
  ],
  ["fail 3: AI-03/absent-provenance", { ...built({ state: "absent" }), signature: away }],
  [
    "pass: The signatures are valid; https://github.com/acme/files/.github/workflows/release.yml@refs/tags/v1.2.0 signed.",
    signature({ publisher: "absent", registry: "absent" }),
    "pypi",
  ],
  [
    "fail 3: AI-03/absent-publisher",
    { ...signature({ publisher: "absent" }), ...built({ state: "absent" }) },
    "pypi",
  ],
  [
    "pass: The signatures are valid; https://github.com/acme/files/.github/workflows/release.yml@refs/tags/v1.2.0 signed.",
    built({ state: "absent" }),
    "pypi",
  ],
  ["fail 3: AI-03/invalid-provenance", built({ state: "invalid" }), "pypi"],
  [
    "not_checkable timeout: It did not answer in time.",
    { ...signature({ publisher: "absent" }), provenance: away },
    "pypi",
  ],
  ["fail 3: AI-03/absent-publisher", signature({ publisher: "absent" }), "oci"],
  [
    "fail 3: AI-03/absent-publisher",
    { ...signature({ publisher: "absent", registry: "invalid" }), ...built({ state: "invalid" }) },
    "oci",
  ],
  [
    "pass: The signatures are valid; https://github.com/acme/files/.github/workflows/release.yml@refs/tags/v1.2.0 signed.",
    { ...signature({ registry: "absent" }), provenance: away },
    "mcpb",
  ],
  ["fail 3: AI-03/invalid-publisher", signature({ publisher: "invalid" }), "mcpb"],
])("AI-03 %#: %s", (expected, change, kind = "npm") => {
  expect(told("AI-03", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["not_checkable not_implemented: Gatehouse does not build it again.", {}],
  [
    "not_checkable not_implemented: Gatehouse does not build it again.",
    declares({ reproducible: true }),
  ],
  ["fail 4: AI-04/declared-not-reproducible", declares({ reproducible: false })],
  [
    "not_checkable not_implemented: Gatehouse does not build it again.",
    manifest({ trustMeta: null }),
  ],
  ["not_checkable not_implemented: Gatehouse does not build it again.", { manifest: away }],
  [
    "not_checkable not_implemented: Gatehouse does not build it again.",
    declares({ reproducible: null }),
  ],
])("AI-04 %#: %s", (expected, change, kind = "npm") => {
  expect(told("AI-04", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: Its manifest refers to everything that can run.", {}, "mcpb"],
  [
    "warn: AI-05/unexpected-file at notes.txt",
    bytes({ unreferenced: [{ path: "notes.txt", executable: false }] }, "mcpb"),
    "mcpb",
  ],
  [
    'warn: AI-05/unexpected-file at helper.sh "helper.sh is in the bundle, but its manifest does not speak of it"',
    bytes({ unreferenced: [{ path: "helper.sh", executable: false }] }, "mcpb"),
    "mcpb",
  ],
  [
    "fail 2: AI-05/unreferenced-executable at extra.js",
    bytes({ unreferenced: [{ path: "extra.js", executable: true }] }, "mcpb"),
    "mcpb",
  ],
  [
    'fail 2: AI-05/unreferenced-executable at extra.so "block critical" "extra.so is in the bundle, but its manifest does not speak of it"',
    bytes({ unreferenced: [{ path: "extra.so", executable: true }] }, "mcpb"),
    "mcpb",
  ],
  ["not_checkable timeout: It did not answer in time.", { bytes: away }, "mcpb"],
])("AI-05 %#: %s", (expected, change, kind = "npm") => {
  expect(told("AI-05", SAID, { ...change, kind })).toBe(expected);
});
