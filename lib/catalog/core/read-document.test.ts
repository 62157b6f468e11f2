import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isJsonObject, ownValue, parseJsonExact, stringifyJson } from "#lib/kernel/json.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { objectIn, objectsIn } from "./json-fields.ts";
import { readDocument, withoutEmptyRepository } from "./read-document.ts";
import { PUBLISHER_PROVIDED } from "./server-json.ts";

const BASE: JsonObject = { name: "com.example/files", version: "1.0.0", description: "Files." };
const NPM: JsonObject = {
  registryType: "npm",
  identifier: "@example/files",
  version: "1.0.0",
  transport: { type: "stdio" },
};

function factsOf(extra: JsonObject) {
  const reading = readDocument({ ...BASE, ...extra });
  if (!reading.ok) throw new Error(`${reading.field} ${reading.reason}`);
  return reading.facts;
}

function refusalOf(extra: JsonObject) {
  const reading = readDocument({ ...BASE, ...extra });
  return reading.ok ? "accepted" : `${reading.field} ${reading.reason}`;
}

test("the three required fields are enough", () => {
  expect(factsOf({})).toEqual({
    ...BASE,
    title: null,
    websiteUrl: null,
    repositoryUrl: null,
    iconUrl: null,
    packages: [],
    remoteUrls: [],
    packageTypes: [],
    transports: [],
    tools: [],
    readme: null,
  });
});

test("everything the catalog shows is read", () => {
  const facts = factsOf({
    title: " Files ",
    websiteUrl: "https://example.com",
    repository: { url: "https://github.com/example/files", source: "github" },
    icons: [{ src: "http://example.com/a.png" }, { src: "https://example.com/b.png" }],
    packages: [
      NPM,
      {
        registryType: "oci",
        identifier: "docker.io/example/files:1",
        registryBaseUrl: "javascript:alert(1)",
        transport: { type: "sse" },
      },
    ],
    remotes: [
      { type: "sse", url: "https://{region}.example.com:{port}/mcp" },
      { type: "streamable-http", url: "https://example.com/mcp" },
    ],
    _meta: {
      [PUBLISHER_PROVIDED]: {
        tools: ["list", { name: "read", description: "Reads.", inputSchema: { n: 1 } }, "list", 5],
        github: { readme: "# Files" },
      },
    },
  });
  expect(facts).toMatchObject({
    title: "Files",
    websiteUrl: "https://example.com",
    repositoryUrl: "https://github.com/example/files",
    iconUrl: "https://example.com/b.png",
    remoteUrls: ["https://{region}.example.com:{port}/mcp", "https://example.com/mcp"],
    packageTypes: ["npm", "oci"],
    transports: ["stdio", "sse", "streamable-http"],
    readme: "# Files",
  });
  expect(facts.packages.map((entry) => [entry.position, entry.version, entry.registryUrl])).toEqual(
    [
      [0, "1.0.0", null],
      [1, null, null],
    ],
  );
  expect(facts.tools.map(({ name, description }) => [name, description])).toEqual([
    ["list", ""],
    ["read", "Reads."],
  ]);
});

const nested = (depth: number): JsonObject => {
  let value: JsonObject = {};
  for (let level = 0; level < depth; level++) value = { a: value };
  return value;
};
const times = <Value>(count: number, value: Value): Value[] => Array<Value>(count).fill(value);

test.each<[JsonObject, string]>([
  [{ name: "files" }, "name must be namespace/name"],
  [{ name: "a/b/c" }, "name must be namespace/name"],
  [{ name: "../etc" }, "name must not have . or .."],
  [{ name: "com.example/.." }, "name must not have . or .."],
  [{ name: "com.exаmple/files" }, "name must be namespace/name"],
  [{ name: "com.example/fi\u0000les" }, "name holds control characters"],
  [{ name: "ab" }, "name must have 3 to 200"],
  [{ name: `a/${"b".repeat(199)}` }, "name must have 3 to 200"],
  [{ name: 5 }, "name is missing or is not text"],
  [{ version: "" }, "version must not be empty"],
  [{ version: 1 }, "version is missing or is not text"],
  [{ version: "1\u0007" }, "version holds control characters"],
  [{ version: "1\ud800" }, "version holds half a character"],
  [{ version: "latest" }, 'version must not be "latest"'],
  [{ version: "1".repeat(256) }, "version must have at most 255"],
  [{ description: "  " }, "description must not be empty"],
  [{ description: "x".repeat(10_001) }, "description must have at most 10000"],
  [{ title: "\u001b[31m" }, "title holds control characters"],
  [{ title: {} }, "title is not text"],
  [{ websiteUrl: "javascript:alert(1)" }, "websiteUrl uses javascript:"],
  [{ websiteUrl: "java\nscript:alert(1)" }, "websiteUrl holds spaces or control characters"],
  [{ websiteUrl: "/docs" }, "websiteUrl is not an absolute http or https address"],
  [{ websiteUrl: "https:example.com" }, "websiteUrl is not an absolute"],
  [{ websiteUrl: "https://" }, "websiteUrl is not a valid web address"],
  [{ repository: { url: "\\\\server\\share" } }, "repository.url is a network path"],
  [{ repository: { url: "ssh://git@example.com/a" } }, "repository.url uses ssh:"],
  [{ repository: [] }, "repository is not an object"],
  [
    { icons: [{ src: "https://a.example/a" }, { src: "data:image/svg+xml,<svg/>" }] },
    "icons[1].src uses data:",
  ],
  [{ icons: [{}] }, "icons[0].src is missing"],
  [{ remotes: [{ url: "https://user:pw@example.com/" }] }, "remotes[0].url carries credentials"],
  [
    { remotes: [{ url: "https://{user}:{pw}@example.com/" }] },
    "remotes[0].url carries credentials",
  ],
  [{ remotes: [{ type: "sse" }] }, "remotes[0].url is missing"],
  [{ remotes: {} }, "remotes is not a list"],
  [{ remotes: times(501, { url: "https://example.com" }) }, "remotes has 501 entries"],
  [{ packages: "npm" }, "packages is not a list"],
  [{ packages: [null] }, "packages[0] is not an object"],
  [{ packages: [NPM, NPM, NPM, { registryType: "npm" }] }, "packages[3].identifier is missing"],
  [{ packages: [{ ...NPM, identifier: 7 }] }, "packages[0].identifier is not text"],
  [{ packages: [{ ...NPM, identifier: "x".repeat(2_001) }] }, "packages[0].identifier is longer"],
  [{ packages: [{ ...NPM, identifier: "a\u0000" }] }, "packages[0].identifier holds control"],
  [
    { packages: [{ ...NPM, environmentVariables: {} }] },
    "packages[0].environmentVariables is not a list",
  ],
  [
    { packages: [{ ...NPM, environmentVariables: [{ name: "A", isSecret: "yes" }] }] },
    "packages[0].environmentVariables[0].isSecret is not true or false",
  ],
  [{ packages: times(2_001, NPM) }, "packages has 2001 entries"],
  [{ "x-deep": nested(64) }, "document nests deeper than 64"],
])("%j is refused, and the field is named", (extra, reason) => {
  expect(refusalOf(extra)).toContain(reason);
});

test.each([null, [], "text", 5, undefined])("%j is no document", (value) => {
  expect(readDocument(value)).toMatchObject({ ok: false, field: "document" });
});

test.each<JsonObject>([
  { repository: {} },
  { repository: null, packages: null, remotes: null, icons: null, _meta: null, title: null },
  { repository: { url: "", source: "" }, websiteUrl: "" },
  { description: "x".repeat(10_000) },
  { description: "escape \u001b and \u202e are shown, not refused" },
  { version: "1.0.1º" },
  { $schema: "" },
  { "x-acme": { any: ["thing", 1] }, statusNobodyKnows: true },
  { packages: times(2_000, NPM) },
  { "x-deep": nested(63) },
])("what the live registry serves is taken: %j", (extra) => {
  expect(refusalOf(extra)).toBe("accepted");
});

test("facts hold nothing that Postgres cannot store", () => {
  const facts = factsOf({
    description: "a\u0000b\ud800",
    _meta: {
      [PUBLISHER_PROVIDED]: {
        tools: [{ name: "t", inputSchema: parseJsonExact('{"max":1e400,"a\\u0000":"\\ud800"}') }],
        github: { readme: "\u0000" },
      },
    },
  });
  expect(JSON.stringify(facts)).not.toMatch(/\\u0000|\\ud800/);
  expect(facts.description).toBe("a\ufffdb\ufffd");
  expect(facts.tools[0]?.inputSchema).toEqual({ max: "1e400", "a\ufffd": "\ufffd" });
});

test("no JSON value makes the reader throw", () => {
  const field = fc.constantFrom(
    ...Object.keys({
      ...BASE,
      title: 0,
      packages: 0,
      remotes: 0,
      icons: 0,
      repository: 0,
      _meta: 0,
    }),
  );
  fc.assert(
    fc.property(fc.dictionary(field, fc.jsonValue()), (extra) => {
      const doc = { ...BASE, ...extra };
      const reading = readDocument(doc);
      expect(reading.ok || reading.field.length > 0).toBe(true);
    }),
  );
});

test("an empty repository is left out and everything else stays, in order", () => {
  const text = '{"a":1,"repository":{},"__proto__":{"x":1},"n":1e400}';
  const doc = parseJsonExact(text);
  if (!isJsonObject(doc)) throw new Error("not an object");
  expect(stringifyJson(withoutEmptyRepository(doc))).toBe('{"a":1,"__proto__":{"x":1},"n":1e400}');
  for (const same of [BASE, { repository: { url: "https://example.com" } }, { repository: null }])
    expect(withoutEmptyRepository(same)).toBe(same);
});

test("every document of the official sample, where it is present, is read", () => {
  const sample = new URL("../../../../shared/data/official-registry-sample.json", import.meta.url);
  const page = existsSync(sample) ? parseJsonExact(readFileSync(sample, "utf8")) : { servers: [] };
  if (!isJsonObject(page)) throw new Error("the sample is not an object");
  for (const entry of objectsIn(page, "servers")) {
    const doc = objectIn(entry, "server");
    const reading = readDocument(doc);
    expect(reading).toMatchObject({ ok: true, facts: { name: ownValue(doc, "name") } });
  }
});
