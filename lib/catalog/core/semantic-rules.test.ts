import { PUBLIC_NPM } from "#lib/kernel/public-npm.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "#lib/kernel/json.ts";
import { OFFICIAL_POLICY } from "./publish-policy.ts";
import { semanticIssues } from "./semantic-rules.ts";
import { PUBLISHER_PROVIDED } from "./server-json.ts";
import { looksLikeRange } from "./version-range.ts";

const schema = (date: string) =>
  `https://static.modelcontextprotocol.io/schemas/${date}/server.schema.json`;
const DOC: JsonObject = {
  $schema: schema("2025-12-11"),
  name: "io.github.example/files",
  description: "Files.",
  version: "1.0.0",
};
const NPM: JsonObject = {
  registryType: "npm",
  identifier: "@example/files",
  version: "1.0.0",
  transport: { type: "stdio" },
};
const OCI: JsonObject = {
  registryType: "oci",
  identifier: "ghcr.io/example/files:1.0.0",
  transport: { type: "stdio" },
};
const MCPB: JsonObject = {
  registryType: "mcpb",
  identifier: "https://github.com/example/files/releases/download/v1/files-mcp.mcpb",
  fileSha256: "a".repeat(64),
  transport: { type: "stdio" },
};

const issuesOf = (extra: JsonObject) =>
  semanticIssues({ ...DOC, ...extra }).map(({ reference, path }) => `${reference} ${path}`);
const pkg = (base: JsonObject, extra: JsonObject): JsonObject => ({
  packages: [{ ...base, ...extra }],
});
const sse = (url: string): JsonObject => ({ transport: { type: "sse", url } });

test.each<[string, JsonObject]>([
  ["schema-known $schema", { $schema: "" }],
  ["schema-known $schema", { $schema: schema("2025-07-09") }],
  ["schema-known $schema", { $schema: schema("2025-11-11") }],
  ["schema-known $schema", { $schema: "https://example.com/server.schema.json" }],
  ["schema-current $schema", { $schema: schema("2025-09-29") }],
  ["schema-current $schema", { $schema: schema("2026-07-01") }],
  ["name-form name", { name: "a/bb" }],
  ["name-form name", { name: "aa/b-" }],
  ["name-form name", { name: ".aa/bb" }],
  ["name-form name", { name: "aa/bb/cc" }],
  ["version-not-latest version", { version: "latest" }],
  ["version-not-range version", { version: "^1.2.3" }],
  ["title-not-blank title", { title: " " }],
  ["website-https websiteUrl", { websiteUrl: "http://example.com" }],
  ["website-https websiteUrl", { websiteUrl: "/docs" }],
  ["icon-https icons[0].src", { icons: [{ src: "data:image/png;base64,AA" }] }],
  [
    "repository-host repository.source",
    { repository: { url: "https://bitbucket.org/a/b", source: "bitbucket" } },
  ],
  [
    "repository-host repository.url",
    { repository: { url: "https://github.com/a", source: "github" } },
  ],
  [
    "repository-host repository.url",
    { repository: { url: "https://github.com.evil.example/a/b", source: "github" } },
  ],
  [
    "repository-host repository.url",
    { repository: { url: "https://gitlab.com/a/b", source: "github" } },
  ],
  [
    "repository-subfolder repository.subfolder",
    { repository: { url: "https://github.com/a/b", source: "github", subfolder: "src/../.." } },
  ],
  [
    "repository-subfolder repository.subfolder",
    { repository: { url: "https://github.com/a/b", source: "github", subfolder: "/src" } },
  ],
  ["remote-not-stdio remotes[0].type", { remotes: [{ type: "stdio" }] }],
  ["remote-not-local remotes[0].url", { remotes: [{ type: "sse", url: "https://localhost/mcp" }] }],
  [
    "remote-not-local remotes[0].url",
    { remotes: [{ type: "sse", url: "https://a.localhost:{port}/", variables: { port: {} } }] },
  ],
  ["remote-not-local remotes[0].url", { remotes: [{ type: "sse", url: "https://127.0.0.1/mcp" }] }],
  [
    "remote-variables-declared remotes[0].url",
    { remotes: [{ type: "sse", url: "https://{a}.example.com/{b}", variables: { a: {} } }] },
  ],
  [
    `publisher-meta-size _meta["${PUBLISHER_PROVIDED}"]`,
    { _meta: { [PUBLISHER_PROVIDED]: { a: "ü".repeat(2_050) } } },
  ],
  ['meta-publisher-only _meta["com.acme/x"]', { _meta: { "com.acme/x": {} } }],
  ["package-registry-type-known packages[0].registryType", pkg(NPM, { registryType: "maven" })],
  ["package-identifier-no-spaces packages[0].identifier", pkg(NPM, { identifier: "a b" })],
  ["package-version-not-latest packages[0].version", pkg(NPM, { version: "latest" })],
  ["package-version-not-range packages[0].version", pkg(NPM, { version: "~1.2" })],
  [
    "package-stdio-without-url packages[0].transport.url",
    pkg(NPM, { transport: { type: "stdio", url: "https://a.example" } }),
  ],
  ["package-http-with-url packages[0].transport.url", pkg(NPM, { transport: { type: "sse" } })],
  [
    "package-url-variables-known packages[0].transport.url",
    pkg(NPM, sse("http://localhost:{port}/")),
  ],
  [
    "package-named-argument-name packages[0].runtimeArguments[0].name",
    pkg(NPM, { runtimeHint: "npx", runtimeArguments: [{ type: "named", name: "--dir <dir>" }] }),
  ],
  [
    "package-argument-value-without-name packages[0].packageArguments[0].value",
    pkg(NPM, { packageArguments: [{ type: "named", name: "--dir", value: "--dir=/tmp" }] }),
  ],
  [
    "package-base-url-official packages[0].registryBaseUrl",
    pkg(NPM, { registryBaseUrl: "https://npm.acme.example" }),
  ],
  ["package-version-required packages[0].version", pkg(NPM, { version: "" })],
  ["package-npm-without-hash packages[0].fileSha256", pkg(NPM, { fileSha256: "a".repeat(64) })],
  ["package-oci-reference-only packages[0].version", pkg(OCI, { version: "1.0.0" })],
  [
    "package-oci-reference-only packages[0].registryBaseUrl",
    pkg(OCI, { registryBaseUrl: "https://ghcr.io" }),
  ],
  [
    "package-oci-reference packages[0].identifier",
    pkg(OCI, { identifier: "ghcr.io/example/files" }),
  ],
  [
    "package-oci-reference packages[0].identifier",
    pkg(OCI, { identifier: "ghcr.io/example/files@sha256:12" }),
  ],
  [
    "package-oci-reference packages[0].identifier",
    pkg(OCI, { identifier: "images.acme.example:5000/files:1" }),
  ],
  [
    "package-oci-reference packages[0].identifier",
    pkg(OCI, { identifier: "evil-azurecr.io/files:1" }),
  ],
  ["package-mcpb-hash-required packages[0].fileSha256", pkg(MCPB, { fileSha256: "" })],
  [
    "package-mcpb-without-base-url packages[0].registryBaseUrl",
    pkg(MCPB, { registryBaseUrl: "https://github.com" }),
  ],
  [
    "package-mcpb-release-url packages[0].identifier",
    pkg(MCPB, { identifier: "http://github.com/e/f/releases/download/v1/mcp.zip" }),
  ],
  [
    "package-mcpb-release-url packages[0].identifier",
    pkg(MCPB, { identifier: "https://github.com/e/f/releases/download/v1/files.zip" }),
  ],
  ["version-semantic version", { version: "2021.03" }],
  ["no-hidden-characters description", { description: "Files\u202e" }],
  ["remote-https remotes[0].url", { remotes: [{ type: "sse", url: "http://example.com/" }] }],
  [
    "runtime-hint packages[0].runtimeHint",
    pkg(NPM, { runtimeArguments: [{ type: "positional", value: "-y" }] }),
  ],
  [
    "secret-without-value packages[0].environmentVariables[0]",
    pkg(NPM, { environmentVariables: [{ name: "T", isSecret: true, default: "abc" }] }),
  ],
])("%s, and nothing else, is reported", (expected, extra) => {
  expect(issuesOf(extra)).toEqual([expected]);
});

test.each<JsonObject>([
  {},
  { repository: {} },
  { repository: { url: "https://www.github.com/a/b.js/", source: "github", subfolder: "src/a_b" } },
  { version: "v1.0.0-rc.1+5" },
  { remotes: [{ type: "sse", url: "https://{a}.example.com/", variables: { a: {} } }] },
  pkg(NPM, { registryBaseUrl: `${PUBLIC_NPM}/` }),
  pkg(NPM, {
    ...sse("http://localhost:{--port}/{DIR}/{file}"),
    packageArguments: [
      { type: "named", name: "--port" },
      { type: "positional", valueHint: "file" },
    ],
    environmentVariables: [{ name: "DIR" }],
  }),
  pkg(OCI, { identifier: "example/files:1.0.0" }),
  pkg(OCI, { identifier: "europe-docker.pkg.dev/p/files:1" }),
  pkg(OCI, { identifier: `ghcr.io/example/files@sha256:${"a".repeat(64)}` }),
  pkg(MCPB, {}),
  { _meta: { [PUBLISHER_PROVIDED]: { tool: "x" } } },
])("%j is fine", (extra) => {
  expect(issuesOf(extra)).toEqual([]);
});

test("a company widens the policy to its own hosts", () => {
  const policy = {
    ...OFFICIAL_POLICY,
    repositoryHosts: { github: ["github.com", "github.acme.example"] },
    imageHosts: ["images.acme.example:5000"],
    packageBases: { ...OFFICIAL_POLICY.packageBases, npm: ["https://npm.acme.example"] },
    allowLocalRemotes: true,
  };
  const doc = {
    ...DOC,
    repository: { url: "https://github.acme.example/a/b", source: "github" },
    remotes: [{ type: "sse", url: "https://localhost/mcp" }],
    packages: [
      { ...NPM, registryBaseUrl: "https://npm.acme.example" },
      { ...OCI, identifier: "images.acme.example:5000/files:1" },
    ],
  };
  expect(semanticIssues(doc, policy)).toEqual([]);
  expect(semanticIssues(doc)).toHaveLength(4);
});

test.each([
  "^1.2.3",
  "~1.2",
  ">=1",
  ">= 1.2.3",
  "<2",
  "<=2.0",
  ">1",
  "=1.0.0",
  "1.0 - 2.0",
  "1.2.3 || 2.0.0",
  "1.x",
  "1.2.X",
  "1.*",
  "v1.2.x",
])("%s is a range", (version) => {
  expect(looksLikeRange(version)).toBe(true);
});

test.each([
  "1.2.3",
  "v1.2.3",
  "snapshot",
  "2021.03.15",
  "snapshot - 2025.09",
  "*",
  "1.2.3-x.1",
  "mcp",
])("%s is one version", (version) => {
  expect(looksLikeRange(version)).toBe(false);
});

test("no JSON value makes a rule throw", () => {
  const field = fc.constantFrom(
    "name",
    "version",
    "title",
    "repository",
    "icons",
    "packages",
    "remotes",
    "_meta",
  );
  fc.assert(
    fc.property(fc.dictionary(field, fc.jsonValue()), (extra) => {
      expect(Array.isArray(semanticIssues({ ...DOC, ...(extra as JsonObject) }))).toBe(true);
    }),
  );
});
