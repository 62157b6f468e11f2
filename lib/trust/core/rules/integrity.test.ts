import { describe, expect, test } from "vitest";
import {
  cleanEntry,
  cleanFacts,
  cleanManifest,
  cleanProvenance,
  cleanRemote,
  got,
  JUDGED_AT,
} from "#lib/testing/trust-facts.ts";
import { judged } from "#lib/testing/trust-judged.ts";
import type {
  ArtifactFacts,
  EntryFacts,
  ManifestFacts,
  ProvenanceFacts,
  SignatureFacts,
} from "../facts.ts";
import type { ArtifactKind } from "../words.ts";
import { judgeOne } from "./judge.ts";

const KINDS: readonly ArtifactKind[] = ["npm", "pypi", "oci", "mcpb"];

describe("AI-01", () => {
  test.each<[ArtifactKind, Partial<ManifestFacts>, string]>([
    ["npm", {}, "pass"],
    ["npm", { issues: ["bin is not an object"] }, "fail 1 AI-01/manifest"],
    ["npm", { name: null }, "fail 1 AI-01/name"],
    ["npm", { name: "@other/files" }, "fail 1 AI-01/name"],
    ["mcpb", { name: "files" }, "pass"],
    ["npm", { version: null }, "fail 1 AI-01/version"],
    ["npm", { version: "1.3.0" }, "fail 1 AI-01/version"],
    ["npm", { version: "01.2.0" }, "fail 1 AI-01/version"],
    ["pypi", { version: "1.2.0rc1" }, "pass"],
    ["oci", { name: null, version: null }, "pass"],
    ["npm", { serverName: null }, "fail 2 AI-01/server-name-missing"],
    ["npm", { serverName: "com.other/files" }, "fail 1 AI-01/server-name"],
    ["mcpb", { serverName: null }, "pass"],
  ])("of %s with %j: %s", (kind, change, expected) => {
    expect(judged("AI-01", { manifest: got(cleanManifest(kind, change)) }, kind)).toBe(expected);
  });

  test.each<[Partial<EntryFacts>, string]>([
    [{ schemaIssues: ["name is missing"] }, "fail 1 AI-01/server-json"],
    [{ serverName: "files" }, "fail 1 AI-01/server-name AI-01/unscoped"],
  ])("of an entry with %j: %s", (change, expected) => {
    expect(judged("AI-01", { entry: cleanEntry("npm", change) })).toBe(expected);
  });

  test("of an artifact alone says that there is nothing to compare with", () => {
    expect(judged("AI-01", { entry: null })).toBe("pass");
  });

  test.each<[Parameters<typeof cleanRemote>[0], string]>([
    [{}, "pass"],
    [{ protocol: null }, "fail 1 AI-01/initialize"],
    [
      { protocol: null, auth: { ...cleanRemote().auth, state: "challenged" } },
      "warn AI-01/not-greeted",
    ],
    [
      { protocol: null, auth: { ...cleanRemote().auth, state: "forbidden" } },
      "not_checkable auth_required",
    ],
    [
      {
        protocol: null,
        auth: { ...cleanRemote().auth, state: "challenged" },
        unanswered: { reason: "timeout", detail: "It did not answer in time." },
      },
      "not_checkable timeout",
    ],
  ])("of a remote with %j: %s", (change, expected) => {
    expect(judged("AI-01", { remote: got(cleanRemote(change)) }, "remote")).toBe(expected);
  });
});

const signed = (change: Partial<SignatureFacts>): Partial<ArtifactFacts> => {
  const { signature } = cleanFacts("npm");
  return signature.ok ? { signature: got({ ...signature.value, ...change }) } : {};
};
const built = (change: Partial<ProvenanceFacts>): Partial<ArtifactFacts> => ({
  provenance: got(cleanProvenance(change)),
});

describe("AI-03", () => {
  test.each<[ArtifactKind, Partial<ArtifactFacts>, string]>([
    ["npm", {}, "pass"],
    ["npm", signed({ registry: "absent" }), "fail 3 AI-03/absent-registry"],
    ["npm", signed({ registry: "unknown_key" }), "fail 3 AI-03/unknown-key"],
    ["npm", signed({ registry: "expired_key" }), "warn AI-03/expired-key"],
    ["npm", signed({ publisher: "absent", signer: null }), "pass"],
    ["npm", built({ state: "absent" }), "fail 3 AI-03/absent-provenance"],
    ["npm", built({ state: "invalid" }), "fail 3 AI-03/invalid-provenance"],
    ["npm", built({ subjectMatches: false }), "fail 3 AI-03/invalid-provenance"],
    ["pypi", signed({ publisher: "absent", registry: "absent" }), "pass"],
    [
      "pypi",
      { ...signed({ publisher: "absent" }), ...built({ state: "absent" }) },
      "fail 3 AI-03/absent-publisher",
    ],
    ["oci", signed({ publisher: "absent" }), "fail 3 AI-03/absent-publisher"],
    ["mcpb", signed({ publisher: "invalid" }), "fail 3 AI-03/invalid-publisher"],
    ["mcpb", signed({ signer: null }), "warn AI-03/signer-unknown"],
    ["mcpb", built({ state: "absent" }), "pass"],
  ])("of %s (%#): %s", (kind, change, expected) => {
    expect(judged("AI-03", change, kind)).toBe(expected);
  });
});

test.each(KINDS)("AI-04 of %s is never checked, whatever is declared for it", (kind) => {
  expect(judged("AI-04", {}, kind)).toBe("not_checkable not_implemented");
});

test.each<[string, boolean, string]>([
  ["bin/helper.exe", true, "fail 2 AI-05/unreferenced-executable"],
  ["extra.js", true, "fail 2 AI-05/unreferenced-executable"],
  ["notes.txt", false, "warn AI-05/unexpected-file"],
])("AI-05: %s (executable: %j): %s", (path, executable, expected) => {
  const { bytes } = cleanFacts("mcpb");
  const value = bytes.ok ? { ...bytes.value, unreferenced: [{ path, executable }] } : null;
  expect(value && judged("AI-05", { bytes: got(value) }, "mcpb")).toBe(expected);
});

test.each([
  ["bin/a.sh", "critical"],
  ["a.BASH", "critical"],
  ["a.zsh", "critical"],
  ["a.exe", "critical"],
  ["a.dll", "critical"],
  ["a.so", "critical"],
  ["a.dylib", "critical"],
  ["scripts/preinstall.js", "critical"],
  ["postinstall", "critical"],
  ["a.so.txt", "high"],
  ["ash", "high"],
  ["xpostinstall", "high"],
  ["install.js", "high"],
  ["postinstall/run.js", "high"],
])("AI-05: %s, which can run, is %s", (path, severity) => {
  const { bytes } = cleanFacts("mcpb");
  const value = bytes.ok ? { ...bytes.value, unreferenced: [{ path, executable: true }] } : null;
  const facts = cleanFacts("mcpb", value === null ? {} : { bytes: got(value) });
  expect(judgeOne("AI-05", facts, JUDGED_AT).findings).toMatchObject([{ severity, file: path }]);
});

test("AI-01 tells the first twenty complaints of the manifest and of the schema", () => {
  const issues = Array.from({ length: 21 }, (_, at) => `field ${at}`);
  const facts = cleanFacts("npm", {
    manifest: got(cleanManifest("npm", { issues })),
    entry: cleanEntry("npm", { schemaIssues: issues }),
  });
  expect(judgeOne("AI-01", facts, JUDGED_AT).findings).toHaveLength(40);
});
