import { describe, expect, test } from "vitest";
import {
  cleanEntry,
  cleanManifest,
  cleanMeta,
  cleanRemote,
  got,
} from "#lib/testing/trust-facts.ts";
import { judged } from "#lib/testing/trust-judged.ts";
import type { TrustMeta } from "../facts.ts";
import type { RemoteFacts } from "../remote-facts.ts";
import type { ArtifactKind } from "../words.ts";

const manifest = (change: Partial<TrustMeta>, kind: ArtifactKind = "npm") => ({
  manifest: got(cleanManifest(kind, { trustMeta: cleanMeta(change) })),
});

type Credential = NonNullable<TrustMeta["credentials"]>[number];
const credential = (change: Partial<Credential>): Credential => ({
  provider: "acme",
  scopes: [],
  tokenLifetimeSeconds: 3_600,
  storage: "memory",
  justification: null,
  ...change,
});
const scope = (name: string, justification: string | null = null) =>
  credential({ scopes: [{ name, justification }] });

describe("CD-04", () => {
  test.each<[Credential, string]>([
    [scope("files:read"), "pass"],
    [scope("repo"), "fail 3 CD-04/critical-scope"],
    [scope("admin:org"), "fail 3 CD-04/critical-scope"],
    [scope("https://mail.google.com/"), "fail 3 CD-04/critical-scope"],
    [scope("https://www.googleapis.com/auth/cloud-platform"), "fail 3 CD-04/critical-scope"],
    [scope("https://graph.microsoft.com/.default"), "fail 3 CD-04/critical-scope"],
    [scope("admin:org", "It manages teams."), "pass"],
    [scope("chat:write"), "warn CD-04/high-scope"],
    [scope("Files.ReadWrite"), "warn CD-04/high-scope"],
    [scope("administrator_names.read"), "pass"],
    ...[
      "all",
      "a:full",
      "full_access",
      "root/x",
      "cloud-platform",
      "a.*",
      "owner a",
      "Repo/",
      "HTTPS://mail.google.com",
      ".default",
      "x/.DEFAULT",
    ].map((name): [Credential, string] => [scope(name), "fail 3 CD-04/critical-scope"]),
    ...[
      "write",
      "a.readwrite",
      "a:delete",
      "manage/x",
      "modify a",
      "send",
      "public:repo",
      "workflow",
    ].map((name): [Credential, string] => [scope(name), "warn CD-04/high-scope"]),
    ...[
      "read",
      "https://acme.com/read",
      "mail.google.com",
      "rewrite",
      "x.default",
      "a/repository",
    ].map((name): [Credential, string] => [scope(name), "pass"]),
    [scope(`${"a".repeat(300)}:admin`), "pass"],
    [scope(`${"a".repeat(294)}:admin`), "fail 3 CD-04/critical-scope"],
  ])("%j: %s", (one, expected) => {
    expect(judged("CD-04", manifest({ credentials: [one] }))).toBe(expected);
  });
});

describe("CD-05", () => {
  test.each<[Partial<Credential>, string]>([
    [{}, "pass"],
    [{ tokenLifetimeSeconds: null }, "fail 3 CD-05/endless"],
    [{ tokenLifetimeSeconds: 86_400 }, "pass"],
    [{ tokenLifetimeSeconds: 86_401 }, "warn CD-05/long"],
    [{ storage: "file" }, "warn CD-05/storage"],
    [{ storage: null }, "warn CD-05/storage"],
    [{ tokenLifetimeSeconds: null, justification: "The provider gives no others." }, "pass"],
  ])("%j: %s", (change, expected) => {
    expect(judged("CD-05", manifest({ credentials: [credential(change)] }))).toBe(expected);
  });
});

describe("a server that takes credentials", () => {
  const secret = { packages: [{ environmentVariables: [{ name: "TOKEN", isSecret: true }] }] };
  test("has to say for what and how long, and one that takes none has not", () => {
    expect(judged("CD-04")).toBe("not_applicable");
    expect(judged("CD-05")).toBe("not_applicable");
    const entry = cleanEntry("npm", { document: secret });
    expect(judged("CD-04", { entry })).toBe("fail 3 CD-04/undeclared");
    expect(judged("CD-05", { entry })).toBe("fail 3 CD-05/undeclared");
  });

  test.each<[Partial<RemoteFacts>, Partial<TrustMeta>, string]>([
    [{}, {}, "not_applicable"],
    [{ declaredAuth: "oauth" }, {}, "fail 3 CD-04/undeclared"],
    [
      { auth: { ...cleanRemote().auth, scopesSupported: ["read", "write"] } },
      { credentials: [scope("read")] },
      "warn CD-04/more-scopes",
    ],
  ])("as a remote (%#): %s", (remote, meta, expected) => {
    const change = { remote: got(cleanRemote(remote)), ...manifest(meta, "remote") };
    expect(judged("CD-04", change, "remote")).toBe(expected);
  });
});
