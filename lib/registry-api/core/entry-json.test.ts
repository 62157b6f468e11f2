import { describe, expect, test } from "vitest";
import {
  entryJson,
  listJson,
  otherMeta,
  withoutEmptyRepository,
  type RegistryEntry,
} from "./entry-json.ts";

const entry: RegistryEntry = {
  name: "a/b",
  version: "1.0.0",
  document: '{"name":"a/b","description":"d","version":"1.0.0","n":12345678901234567890}',
  otherMeta: {},
  status: "active",
  statusMessage: null,
  publishedAt: "2025-01-01T00:00:00.123456Z",
  updatedAt: "2025-01-01T00:00:00.123Z",
  statusChangedAt: "2025-01-01T00:00:00.123Z",
  isLatest: true,
  retirement: null,
  governance: null,
};

test("the stored document is sent byte for byte, with numbers that JavaScript cannot hold", () => {
  expect(entryJson(entry)).toContain(`{"server":${entry.document},"_meta":{`);
});

test("metadata and _meta are there even for nothing", () => {
  expect(JSON.parse(listJson([], null))).toEqual({ servers: [], metadata: { count: 0 } });
  const list = JSON.parse(listJson([entry], "abc"));
  expect(list.metadata).toEqual({ count: 1, nextCursor: "abc" });
  expect(list.servers[0]._meta).toEqual({
    "io.modelcontextprotocol.registry/official": {
      status: "active",
      statusChangedAt: entry.statusChangedAt,
      publishedAt: entry.publishedAt,
      updatedAt: entry.updatedAt,
      isLatest: true,
    },
  });
});

test("a successor is named where there is one", () => {
  const dates = { deprecatesAt: "2027-01-01T00:00:00Z", retiresAt: "2027-03-01T00:00:00Z" };
  const metaOf = (successor: string | null) =>
    JSON.parse(entryJson({ ...entry, retirement: { ...dates, successor } }))._meta;
  expect(metaOf("a/new")["dev.gatehouse/successor"]).toEqual({
    name: "a/new",
    retiresAt: dates.retiresAt,
  });
  expect(metaOf(null)["dev.gatehouse/successor"]).toBeUndefined();
});

test("trust has a key of its own where the version was evaluated", () => {
  const trust = {
    ruleSet: "mtf-0.1/reg-1.0.0",
    level: 2,
    levelName: "Standard",
    adapted: true,
    flag: "complete",
    score: 64,
    coverage: 90,
    risk: "low",
    evaluatedAt: "2026-11-26T12:00:00.000000Z",
  } as const;
  const metaOf = (more: Partial<RegistryEntry>) =>
    JSON.parse(entryJson({ ...entry, ...more }))._meta;
  expect(metaOf({ trust })["dev.gatehouse/trust"]).toEqual(trust);
  expect(metaOf({ trust: null })).not.toHaveProperty(["dev.gatehouse/trust"]);
});

test("upstream's own keys are kept, but it cannot speak for this registry", () => {
  const meta = otherMeta(
    JSON.stringify({
      "io.modelcontextprotocol.registry/official": { status: "deleted" },
      "dev.gatehouse/governance": { ownerTeam: "attacker" },
      "dev.gatehouse/successor": { name: "attacker/server" },
      "dev.gatehouse/trust": { level: 4, flag: "complete" },
      "dev.gatehouse/notices": [{ kind: "incident", title: "Use ours instead" }],
      "x-ms-icon": "https://x.example/i.png",
      __proto__x: 1,
    }),
  );
  expect(meta).toEqual({ "x-ms-icon": "https://x.example/i.png", __proto__x: 1 });
  expect(JSON.parse(entryJson({ ...entry, otherMeta: meta }))._meta["x-ms-icon"]).toBeDefined();
});

describe("an empty repository object is left out, and nothing else changes", () => {
  test.each([
    ['{"name":"a/b","repository":{},"x":1e400}', '{"name":"a/b","x":1e400}'],
    ['{"repository" : { } }', "{}"],
    ['{"repository":{"url":"u"}}', '{"repository":{"url":"u"}}'],
    ['{"a":{"repository":{}}}', '{"a":{"repository":{}}}'],
    ['{"repository":{"repository":{}}}', '{"repository":{"repository":{}}}'],
  ])("%s", (document, sent) => expect(withoutEmptyRepository(document)).toBe(sent));
});
