import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isJsonObject, parseJsonExact, type JsonObject } from "#lib/kernel/json.ts";
import { objectIn, objectsIn } from "./core/json-fields.ts";
import { validateDocument, validateDocumentText } from "./validate-document.ts";

const DOC: JsonObject = {
  $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
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

const errorsOf = (extra: JsonObject) =>
  validateDocument({ ...DOC, ...extra })
    .issues.filter(({ type }) => type === "schema")
    .map(({ path, message }) => `${path} ${message}`);
const pkg = (extra: JsonObject): JsonObject => ({ packages: [{ ...NPM, ...extra }] });

test("a correct document is valid, without a word", () => {
  const packages = [{ ...NPM, packageArguments: [{ type: "named", name: "--dir" }] }];
  const remotes = [{ type: "streamable-http", url: "https://example.com/mcp", extra: 1e3 }];
  expect(validateDocument({ ...DOC, packages, remotes, "x-more": [1] })).toEqual({
    valid: true,
    issues: [],
  });
});

test("every published schema since 2025-09-29 is accepted, older ones with a warning", () => {
  for (const date of ["2025-09-29", "2025-10-11", "2025-10-17"]) {
    const $schema = `https://static.modelcontextprotocol.io/schemas/${date}/server.schema.json`;
    const { valid, issues } = validateDocument({ ...DOC, $schema });
    expect([valid, issues.map(({ severity }) => severity)]).toEqual([true, ["warning"]]);
  }
});

test.each<[JsonObject, string[]]>([
  [{ description: "x".repeat(101) }, ["description must have at most 100 characters"]],
  [{ description: "" }, ["description must have at least 1 character"]],
  [{ title: 5 }, ["title must be text"]],
  [{ packages: {} }, ["packages must be a list"]],
  [{ repository: {} }, ["repository.url is missing", "repository.source is missing"]],
  [pkg({ transport: null }), ["packages[0].transport must be an object"]],
  [pkg({ transport: {} }), ["packages[0].transport.type is missing"]],
  [
    pkg({ transport: { type: "pigeon" } }),
    ["packages[0].transport.type must be stdio or streamable-http or sse"],
  ],
  [pkg({ transport: { type: "sse" } }), ["packages[0].transport.url is missing"]],
  [
    pkg({ transport: { type: "sse", url: "ftp://x" } }),
    ["packages[0].transport.url must match ^https?://[^\\s]+$"],
  ],
  [
    pkg({ packageArguments: [{ type: "positional" }] }),
    ["packages[0].packageArguments[0] needs a valueHint or a value"],
  ],
  [
    pkg({ packageArguments: [{ type: "named" }] }),
    ["packages[0].packageArguments[0].name is missing"],
  ],
  [
    pkg({ packageArguments: [{ name: "--x" }] }),
    ["packages[0].packageArguments[0].type is missing"],
  ],
  [
    pkg({
      packageArguments: [{ type: "named", name: "--x", variables: { "a/b": { isSecret: 1 } } }],
    }),
    ['packages[0].packageArguments[0].variables["a/b"].isSecret must be true or false'],
  ],
  [pkg({ environmentVariables: [{}] }), ["packages[0].environmentVariables[0].name is missing"]],
  [pkg({ fileSha256: "ABC" }), ["packages[0].fileSha256 must match ^[a-f0-9]{64}$"]],
  [{ remotes: [{ type: "stdio" }] }, ["remotes[0].type must be streamable-http or sse"]],
  [
    { icons: [{ src: "x", theme: "blue" }] },
    ["icons[0].src must be an absolute URI", "icons[0].theme must be light or dark"],
  ],
])("%j is reported once, by the field's name", (extra, expected) => {
  expect(errorsOf(extra).sort()).toEqual([...expected].sort());
  expect(validateDocument({ ...DOC, ...extra }).valid).toBe(false);
});

test("missing fields are named, and the reference points into the schema", () => {
  expect(validateDocument({ $schema: DOC["$schema"] }).issues).toContainEqual({
    type: "schema",
    path: "name",
    message: "is missing",
    severity: "error",
    reference: "#/definitions/ServerDetail/required",
  });
});

test.each([null, [], "text", 5, undefined])("%j is refused as no object", (raw) => {
  expect(validateDocument(raw)).toMatchObject({ valid: false, issues: [{ type: "json" }] });
});

test("text that is not JSON is told apart from a document that is not valid", () => {
  expect(validateDocumentText("{")).toMatchObject({ valid: false, issues: [{ type: "json" }] });
  expect(validateDocumentText(JSON.stringify(DOC)).valid).toBe(true);
  expect(validateDocumentText('{"name":1e400}').issues).toContainEqual(
    expect.objectContaining({ type: "schema", path: "description" }),
  );
});

test("at most 100 issues are listed, errors first, and the rest is counted", () => {
  const packages = Array.from({ length: 300 }, () => ({ ...NPM, identifier: "a b" }));
  const { valid, issues } = validateDocument({ ...DOC, version: "snapshot", packages });
  expect(valid).toBe(false);
  expect(issues).toHaveLength(101);
  expect(issues.slice(0, 100).every(({ severity }) => severity === "error")).toBe(true);
  expect(issues.at(-1)).toMatchObject({ severity: "info", message: "and 201 more issues" });
});

test("endless documents are refused, not endured", () => {
  const many = Array.from({ length: 200_000 }, () => ({}));
  expect(validateDocument({ ...DOC, packages: many }).issues).toHaveLength(1);
  const packages = Array.from({ length: 2_001 }, () => NPM);
  expect(validateDocument({ ...DOC, packages }).issues).toContainEqual(
    expect.objectContaining({ path: "packages", reference: "packages-count" }),
  );
});

test("the official sample, where it is present, breaks only rules that it is known to break", () => {
  const sample = new URL("../../../shared/data/official-registry-sample.json", import.meta.url);
  const page = existsSync(sample) ? parseJsonExact(readFileSync(sample, "utf8")) : { servers: [] };
  if (!isJsonObject(page)) throw new Error("the sample is not an object");
  const broken = objectsIn(page, "servers")
    .flatMap((entry) => validateDocument(objectIn(entry, "server")).issues)
    .filter(({ severity }) => severity === "error")
    .map(({ path }) => path.replace(/\d+/g, ""));
  const known = new Set([
    "$schema",
    "repository.url",
    "repository.source",
    "packages[].environmentVariables[].format",
    "packages[].registryBaseUrl",
  ]);
  expect(broken.filter((path) => !known.has(path))).toEqual([]);
});
