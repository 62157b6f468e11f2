import { describe, expect, test } from "vitest";
import { nextCursorOf, readEntry } from "./entry-shape.ts";
import { normalTime } from "./normal-time.ts";

const OFFICIAL = "io.modelcontextprotocol.registry/official";

describe("entries of every age", () => {
  test("today's: document and _meta apart", () => {
    const server = { name: "a/b", version: "1" };
    const meta = {
      [OFFICIAL]: {
        status: "deleted",
        statusMessage: " why ",
        publishedAt: "2025-10-09T17:05:17.793149Z",
      },
    };
    expect(readEntry({ server, _meta: meta })).toEqual({
      document: server,
      meta,
      upstream: {
        status: "deleted",
        statusMessage: "why",
        publishedAt: "2025-10-09T17:05:17.793149Z",
      },
    });
  });

  test("September 2025: the document alone, with its state inside, unchanged", () => {
    const document = {
      name: "a/b",
      version: "1",
      status: "deprecated",
      packages: [{ registryType: "npm", identifier: "x", transport: { type: "stdio" } }],
      _meta: { [OFFICIAL]: { publishedAt: "2025-09-20T10:00:00Z" } },
    };
    expect(readEntry(document)).toEqual({
      document,
      meta: null,
      upstream: {
        status: "deprecated",
        statusMessage: null,
        publishedAt: "2025-09-20T10:00:00.000000Z",
      },
    });
  });

  test("July 2025: snake_case", () => {
    const { document, upstream } = readEntry({
      name: "a/b",
      description: "d",
      version: "1.0.0",
      website_url: "https://x.example",
      packages: [
        {
          registry_type: "npm",
          registry_base_url: "https://npm.example",
          identifier: "@a/b",
          version: "1.0.0",
          runtime_hint: "npx",
          runtime_arguments: [{ type: "named", name: "-y", is_required: true }],
          environment_variables: [{ name: "KEY", is_secret: true, is_required: true }],
        },
      ],
      remotes: [{ transport_type: "sse", url: "https://x.example/sse" }],
      _meta: {
        [OFFICIAL]: { published_at: "2025-08-01T00:00:00Z" },
        "own/is_required": { is_secret: 1 },
      },
    });
    expect(document).toMatchObject({
      websiteUrl: "https://x.example",
      packages: [
        {
          registryType: "npm",
          registryBaseUrl: "https://npm.example",
          identifier: "@a/b",
          runtimeHint: "npx",
          runtimeArguments: [{ type: "named", name: "-y", isRequired: true }],
          environmentVariables: [{ name: "KEY", isSecret: true, isRequired: true }],
          transport: { type: "stdio" },
        },
      ],
      remotes: [{ type: "sse", url: "https://x.example/sse" }],
      _meta: { "own/is_required": { is_secret: 1 } },
    });
    expect(upstream.publishedAt).toBe("2025-08-01T00:00:00.000000Z");
  });

  test("May 2025: version_detail and registry_name", () => {
    const { document, upstream } = readEntry({
      id: "x",
      name: "a/b",
      description: "d",
      version_detail: { version: "0.2.0", release_date: "2025-05-16T18:56:49Z" },
      packages: [{ registry_name: "pypi", name: "mcp-x", version: "0.2.0" }],
    });
    expect(document).toMatchObject({
      version: "0.2.0",
      packages: [{ registryType: "pypi", identifier: "mcp-x", version: "0.2.0" }],
    });
    expect(upstream.publishedAt).toBe("2025-05-16T18:56:49.000000Z");
  });

  test.each([1, null, "text", [], { server: 1 }, { server: [] }])(
    "%j is for the reader to refuse",
    (value) => {
      expect(readEntry(value)).toMatchObject({ document: value, meta: null });
    },
  );
});

test("the next page is found in both spellings", () => {
  expect(nextCursorOf({ servers: [], metadata: { nextCursor: "x" } })).toBe("x");
  expect(nextCursorOf({ servers: [], metadata: { next_cursor: "y" } })).toBe("y");
  for (const last of [
    {},
    [],
    null,
    { metadata: { nextCursor: "" } },
    { metadata: { nextCursor: 3 } },
  ])
    expect(nextCursorOf(last)).toBeNull();
});

test.each([
  ["2025-10-09T17:05:17.793149Z", "2025-10-09T17:05:17.793149Z"],
  ["2025-10-09T19:05:17.7931499+02:00", "2025-10-09T17:05:17.793149Z"],
  ["2025-10-09 17:05:17", "2025-10-09T17:05:17.000000Z"],
  ["0001-01-01T00:00:00Z", null],
  ["2025-13-40T00:00:00Z", null],
  ["yesterday", null],
  ["", null],
])("the time %j reads as %j", (text, wanted) => {
  expect(normalTime(text)).toBe(wanted);
});
