import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#lib/kernel/json.ts";
import { bundleFacts } from "./bundle-facts.ts";
import { isoTime, line, webAddress } from "./clean.ts";
import { imageFacts, readManifest, tokenAddress } from "./image-facts.ts";
import { npmFacts } from "./npm-facts.ts";
import { nameFromHost, nameFromRepository } from "./propose-name.ts";
import { pypiFacts } from "./pypi-facts.ts";
import { metadataAddresses, resourceFacts, transportOf } from "./remote-facts.ts";

test.each([
  ["git+https://github.com/a/b.git", "https://github.com/a/b"],
  ["git://github.com/a/b.git", "https://github.com/a/b"],
  ["git+ssh://git@github.com/a/b.git", "https://github.com/a/b"],
  ["git@github.com:a/b.git", "https://github.com/a/b"],
  ["github:a/b", "https://github.com/a/b"],
  ["gitlab:a/b", "https://gitlab.com/a/b"],
  ["a/b", "https://github.com/a/b"],
  ["https://x.example/#readme", "https://x.example"],
  ["javascript:alert(1)", null],
  ["data:text/html,x", null],
  ["https://user:secret@x.example", null],
  ["//evil.example", null],
  [7, null],
])("the address %j is %j", (value, address) => {
  expect(webAddress(value)).toBe(address);
});

test.each([
  ["a\u200bb\u202ec", 10, "abc"],
  ["  a \n\n b\t", 10, "a b"],
  ["\u{e0041}x\u{e0042}", 10, "x"],
  ["one two three", 9, "one two…"],
  ["x".repeat(20), 5, "xxxx…"],
  [null, 5, ""],
  ["👩‍💻 at work", 20, "👩‍💻 at work"],
])("of %j one line of %i is %j", (value, max, text) => {
  expect(line(value, max)).toBe(text);
});

test("a time is a time", () => {
  expect([isoTime("2026-01-02"), isoTime("soon"), isoTime(5)]).toEqual([
    "2026-01-02T00:00:00.000Z",
    null,
    null,
  ]);
});

test.each([
  ["https://github.com/Acme/files", "files", false, "io.github.acme/files"],
  ["https://github.com/acme/mono", "@acme/mcp-files", true, "io.github.acme/mcp-files"],
  ["https://gitlab.com/acme/files", null, false, "com.gitlab.acme/files"],
  ["https://github.com/acme/-", null, false, null],
  ["https://code.example/acme/files", null, false, null],
  [null, "files", false, null],
])("a server kept at %s is named by it", (repository, name, inSubfolder, proposed) => {
  expect(nameFromRepository(repository, name, inSubfolder)).toBe(proposed);
});

test.each([
  ["https://mcp.acme.com/mcp", "com.acme/mcp"],
  ["https://files.eu.acme.com/", "com.acme/files-eu"],
  ["https://acme.com/mcp", "com.acme/mcp"],
  ["http://127.0.0.1:3000/mcp", null],
  ["http://localhost/mcp", null],
])("a server at %s is named %s", (address, name) => {
  expect(nameFromHost(address)).toBe(name);
});

describe("npm", () => {
  const doc = {
    "dist-tags": { latest: "2.0.0", next: "3.0.0-rc.1" },
    versions: {
      "1.2.3": { version: "1.2.3" },
      "1.2.4": { version: "1.2.4" },
      "2.0.0": { version: "2.0.0" },
      "3.0.0-rc.1": { version: "3.0.0-rc.1" },
    },
    time: { "1.2.3": "2026-01-01", "1.2.4": "2026-01-02", "2.0.0": "2026-01-03" },
  };
  test.each([
    [null, "2.0.0"],
    ["next", "3.0.0-rc.1"],
    ["1.2.3", "1.2.3"],
    ["1.2", "1.2.4"],
    ["1", "1.2.4"],
    ["9", undefined],
    ["constructor", undefined],
  ])("asked for %s answers %s", (wanted, version) => {
    expect(npmFacts(doc, wanted)?.version).toBe(version);
  });
});

describe("images", () => {
  const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
  test("of an index the one for linux on amd64 is read, else the first", () => {
    const entry = (letter: string, architecture: string) => ({
      digest: digest(letter),
      platform: { os: "linux", architecture },
    });
    expect(readManifest({ manifests: [entry("a", "arm64"), entry("b", "amd64")] })).toEqual({
      kind: "index",
      digest: digest("b"),
    });
    expect(readManifest({ manifests: [{ digest: digest("c") }] })).toMatchObject({
      digest: digest("c"),
    });
    expect(readManifest({ manifests: [{ digest: "../x" }] })).toEqual({ kind: "neither" });
  });

  test("a token is asked for this repository, whatever the challenge names", () => {
    const challenge =
      'Bearer realm="https://auth.example/token",service="r",scope="repository:x:push"';
    expect(tokenAddress(challenge, "org/img")).toBe(
      "https://auth.example/token?service=r&scope=repository%3Aorg%2Fimg%3Apull",
    );
    expect(tokenAddress('Basic realm="x"', "org/img")).toBeNull();
    expect(tokenAddress('Bearer realm="nowhere"', "org/img")).toBeNull();
  });
});

test.each([
  ["https://a.example/", ["https://a.example/.well-known/oauth-protected-resource"]],
  [
    "https://a.example/team/mcp?x=1",
    [
      "https://a.example/.well-known/oauth-protected-resource/team/mcp",
      "https://a.example/.well-known/oauth-protected-resource",
    ],
  ],
])("the metadata of %s stands at %j", (address, at) => {
  expect(metadataAddresses(address)).toEqual(at);
});

test("a remote at /sse speaks SSE", () => {
  expect(["https://a.example/sse", "https://a.example/mcp"].map(transportOf)).toEqual([
    "sse",
    "streamable-http",
  ]);
});

test("no metadata whatever breaks a reader, and what they read is bounded", () => {
  const readers = [
    (doc: JsonObject) => npmFacts(doc, null),
    (doc: JsonObject) => pypiFacts(doc),
    imageFacts,
    bundleFacts,
    resourceFacts,
    readManifest,
  ];
  const key = fc.constantFrom(
    ..."info versions dist-tags latest 1.0.0 version releases config Labels Env manifests description license repository maintainers server user_config tools scopes_supported name time project_urls vulnerabilities".split(
      " ",
    ),
  );
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, true, 1, "1.0.0", "x".repeat(30_000), "javascript:alert(1)", "\u202e"),
      fc.array(tie("json"), { maxLength: 4 }),
      fc.dictionary(key, tie("json"), { maxKeys: 6 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(key, json, { maxKeys: 8 }), (doc) => {
      for (const read of readers)
        expect(JSON.stringify(read(doc as JsonObject) ?? "").length).toBeLessThan(60_000);
    }),
    { numRuns: 300 },
  );
});
