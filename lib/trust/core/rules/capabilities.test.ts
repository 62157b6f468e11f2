import { describe, expect, test } from "vitest";
import { cleanCode, cleanEntry, cleanManifest, cleanMeta, got } from "#lib/testing/trust-facts.ts";
import { judged } from "#lib/testing/trust-judged.ts";
import type { TrustMeta } from "../facts.ts";
import type { CodeFacts, Power } from "../code-facts.ts";
import type { ArtifactKind } from "../words.ts";

type Permissions = NonNullable<TrustMeta["permissions"]>;
const NONE: Permissions = {
  filesystem: "none",
  network: "none",
  environment: "none",
  subprocess: "none",
  native: null,
};
const manifest = (change: Partial<TrustMeta>, kind: ArtifactKind = "npm") => ({
  manifest: got(cleanManifest(kind, { trustMeta: cleanMeta(change) })),
});
const code = (change: Partial<CodeFacts>) => ({
  code: got(cleanCode({ powers: [], environment: [], ...change })),
});
const uses = (power: Power, when: "load" | "run") =>
  code({ powers: [{ power, when, what: "it", file: "a.js", line: 1 }] });

describe("CD-02", () => {
  test.each<[Power, "load" | "run", Partial<Permissions>, string]>([
    ["subprocess", "run", {}, "fail 2 CD-02/undeclared-subprocess"],
    ["subprocess", "run", { subprocess: "restricted" }, "pass"],
    ["native", "load", {}, "fail 2 CD-02/undeclared-native"],
    ["native", "load", { native: "required" }, "pass"],
    ["network", "load", {}, "fail 2 CD-02/undeclared-network"],
    ["network", "run", {}, "warn CD-02/undeclared-network"],
    ["network", "load", { network: "outbound" }, "pass"],
    ["filesystem", "run", {}, "warn CD-02/undeclared-filesystem"],
    ["filesystem", "run", { filesystem: "read" }, "pass"],
    ["sensitive_path", "run", {}, "fail 2 CD-02/undeclared-sensitive-path"],
    ["sensitive_path", "run", { filesystem: "read" }, "pass"],
    ["environment", "run", {}, "pass"],
  ])("%s at %s, with %j declared: %s", (power, when, permissions, expected) => {
    const declared = manifest({ permissions: { ...NONE, ...permissions } });
    expect(judged("CD-02", { ...declared, ...uses(power, when) })).toBe(expected);
  });

  test.each<[string, Partial<Permissions>, string]>([
    ["ACME_TOKEN", {}, "fail 2 CD-02/undeclared-secret-variable"],
    ["ACME_TOKEN", { environment: "read" }, "pass"],
    ["API_KEY", {}, "fail 2 CD-02/undeclared-secret-variable"],
    ["MONKEY", {}, "pass"],
    ["ACME_REGION", {}, "pass"],
  ])("the variable %s, with %j declared: %s", (name, permissions, expected) => {
    const declared = manifest({ permissions: { ...NONE, ...permissions } });
    expect(judged("CD-02", { ...declared, ...code({ environment: [name] }) })).toBe(expected);
  });

  test("of a variable that the server.json names asks for nothing more", () => {
    const document = {
      packages: [{ environmentVariables: [{ name: "ACME_TOKEN", isSecret: true }] }],
    };
    const entry = cleanEntry("npm", { document });
    const declared = manifest({ permissions: NONE });
    expect(judged("CD-02", { ...declared, ...code({ environment: ["ACME_TOKEN"] }), entry })).toBe(
      "pass",
    );
  });

  test("without permissions fails, even where the code is out of sight", () => {
    const away = { ok: false, reason: "opaque_artifact", detail: "A binary." } as const;
    expect(judged("CD-02", { ...manifest({ permissions: null }), code: away })).toBe(
      "fail 2 CD-02/no-permissions",
    );
  });

  test("of a remote is never more than a warning", () => {
    expect(judged("CD-02", {}, "remote")).toBe("warn CD-02/declared-only");
    expect(judged("CD-02", manifest({ permissions: null }, "remote"), "remote")).toBe(
      "fail 2 CD-02/no-permissions",
    );
  });

  test.each<[ArtifactKind, string]>([
    ["npm", "not_checkable not_declared"],
    ["mcpb", "fail 2 CD-02/no-permissions"],
  ])("of %s that declares nothing and has no server.json yet: %s", (kind, expected) => {
    const silent = { manifest: got(cleanManifest(kind, { trustMeta: null })), entry: null };
    expect(judged("CD-02", silent, kind)).toBe(expected);
  });
});

test.each([
  ["ACME_KEY", true],
  ["KEY", true],
  ["key_file", true],
  ["ACME_APIKEY", true],
  ["ACME_API_KEY_ID", true],
  ["ACME_TOKEN_FILE", true],
  ["ACME_SECRET", true],
  ["DB_PASSWORD", true],
  ["DB_PASSWD", true],
  ["ACME_CREDENTIAL", true],
  ["ACME_CREDENTIALS", true],
  ["ACME_AUTH", true],
  ["ACME_AUTHOR", false],
  ["KEYBOARD", false],
  ["MONKEY_HOME", false],
  ["TOKENS_MOST", false],
  [`${"A".repeat(197)}_KEY`, false],
  [`${"A".repeat(196)}_KEY`, true],
])("%s is the name of a secret: %j", (name, isSecret) => {
  const declared = manifest({ permissions: NONE });
  expect(judged("CD-02", { ...declared, ...code({ environment: [name] }) })).toBe(
    isSecret ? "fail 2 CD-02/undeclared-secret-variable" : "pass",
  );
});
