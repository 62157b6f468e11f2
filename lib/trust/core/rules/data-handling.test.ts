import { describe, expect, test } from "vitest";
import {
  cleanCode,
  cleanManifest,
  cleanMeta,
  cleanRemote,
  cleanTool,
  cleanTools,
  got,
} from "#lib/testing/trust-facts.ts";
import { judged } from "#lib/testing/trust-judged.ts";
import type { ArtifactFacts, TrustMeta } from "../facts.ts";
import type { ArtifactKind } from "../words.ts";
import { CONTROLS } from "../controls.ts";
import { JUDGED_IDS, type JudgedId } from "./judge.ts";

const says = (change: Partial<TrustMeta>, kind: ArtifactKind = "npm"): Partial<ArtifactFacts> => ({
  manifest: got(cleanManifest(kind, { trustMeta: cleanMeta(change), privacyPolicies: [] })),
});
const shows = (change: Parameters<typeof cleanCode>[0]): Partial<ArtifactFacts> => ({
  code: got(cleanCode(change)),
});
const telemetry = shows({ telemetry: [{ what: "posthog", file: "a.js", line: 1 }] });

test.each<[JudgedId, ArtifactKind, Partial<ArtifactFacts>, string]>([
  ["XR-DH-01", "npm", {}, "pass"],
  ["XR-DH-01", "npm", says({ egressHosts: ["*.acme.com"] }), "pass"],
  ["XR-DH-01", "npm", says({ egressHosts: ["acme.com"] }), "warn XR-DH-01/other-hosts"],
  ["XR-DH-01", "npm", says({ egressHosts: null }), "fail 2 XR-DH-01/undeclared"],
  ["XR-DH-01", "npm", { ...says({ egressHosts: null }), ...shows({ hosts: [] }) }, "pass"],
  ["XR-DH-01", "remote", {}, "warn XR-DH-01/asserted"],
  ["XR-DH-01", "remote", says({ egressHosts: null }, "remote"), "fail 2 XR-DH-01/undeclared"],
  ["XR-DH-02", "npm", {}, "warn XR-DH-02/asserted"],
  ["XR-DH-02", "npm", says({ dataClasses: null }), "fail 2 XR-DH-02/undeclared"],
  ["XR-DH-03", "npm", {}, "warn XR-DH-03/asserted"],
  ["XR-DH-03", "mcpb", {}, "pass"],
  ["XR-DH-03", "mcpb", says({ privacyPolicy: null }, "mcpb"), "fail 2 XR-DH-03/undeclared"],
  ["XR-DH-03", "remote", {}, "pass"],
  [
    "XR-DH-03",
    "remote",
    { remote: got(cleanRemote({ policyUri: "javascript:alert(1)" })) },
    "warn XR-DH-03/asserted",
  ],
  ["XR-DH-04", "npm", {}, "warn XR-DH-04/asserted"],
  ["XR-DH-04", "npm", says({ retention: null }), "fail 2 XR-DH-04/undeclared"],
  ["XR-DH-05", "npm", {}, "pass"],
  ["XR-DH-05", "npm", telemetry, "fail 2 XR-DH-05/hidden"],
  ["XR-DH-05", "npm", { ...telemetry, ...says({ telemetry: null }) }, "fail 2 XR-DH-05/hidden"],
  [
    "XR-DH-05",
    "npm",
    { ...telemetry, ...says({ telemetry: "opt_out" }) },
    "warn XR-DH-05/asserted",
  ],
  ["XR-DH-05", "npm", says({ telemetry: null }), "fail 2 XR-DH-05/undeclared"],
  ["XR-DH-05", "remote", {}, "warn XR-DH-05/asserted"],
])("%s of %s (%#): %s", (id, kind, change, expected) => {
  expect(judged(id, change, kind)).toBe(expected);
});

describe("what tools show", () => {
  test("beyond the declared classes is a warning", () => {
    const mail = cleanTool({ name: "readInbox", description: "Reads e-mails." });
    const tools = got(cleanTools("npm", { tools: [mail] }));
    expect(judged("XR-DH-02", { tools })).toBe("warn XR-DH-02/unsaid XR-DH-02/asserted");
    expect(judged("XR-DH-02", { tools, ...says({ dataClasses: ["Mail of the user"] }) })).toBe(
      "warn XR-DH-02/asserted",
    );
  });

  test.each([
    ["inbox", "mail"],
    ["folder", "files"],
    ["invoice", "payment"],
    ["password", "credentials"],
    ["calendar", "personal"],
  ])("speaks of %s is about %s", (word, name) => {
    const tools = got(
      cleanTools("npm", { tools: [cleanTool({ description: `Shows a ${word}.` })] }),
    );
    expect(judged("XR-DH-02", { tools, ...says({ dataClasses: [name] }) })).toBe(
      "warn XR-DH-02/asserted",
    );
    expect(judged("XR-DH-02", { tools, ...says({ dataClasses: ["other"] }) })).toBe(
      "warn XR-DH-02/unsaid XR-DH-02/asserted",
    );
  });
});

test("what is only asserted of a remote is never more than a warning", () => {
  const remote = got(cleanRemote({ policyUri: null }));
  for (const id of JUDGED_IDS)
    if (CONTROLS[id].group === "data" && id.startsWith("XR-DH"))
      expect(judged(id, { remote }, "remote")).toMatch(/^warn/);
});
