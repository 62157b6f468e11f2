import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { pool, sql } from "#lib/db/client.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { userContext } from "#lib/testing/context.ts";
import { listAuditEvents } from "./list-events.ts";
import { buildSegment } from "./segments/build-segment.ts";
import { mergeSegments } from "./segments/merge-segments.ts";
import { readSegment } from "./segments/read-segment.ts";
import { searchSegments } from "./segments/search-segments.ts";
import { resolveFilter } from "./resolve-filter.ts";
import { NEWEST } from "./place.ts";
import { AuditFilterInput } from "./schemas.ts";

const dropDatabase = await vi.hoisted(async () => {
  const { ownDatabase } = await import("#lib/testing/own-database.ts");
  return ownDatabase("find_events");
});

afterAll(async () => {
  await pool.end();
  await dropDatabase();
});

const actor = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** 24,000 records over 120 days: every filter has frequent and rare values. */
const FILL = `
  INSERT INTO "AuditEvent" ("writer","epoch","seq","id","at","kind","action","outcome","actorKind","actorId",
    "actorName","targetKind","targetId","requestId","before","after","prev","hash")
  SELECT 'web-1', 1, n, gen_random_uuid(), timestamptz '2026-11-26' - (n * 120.0 / 24000 + random() * 0.02) * interval '1 day',
    CASE WHEN n % 5 = 0 THEN 'heartbeat' WHEN n % 97 = 0 THEN 'event' WHEN n % 89 = 0 THEN 'call' ELSE 'command' END,
    CASE WHEN n % 5 = 0 THEN 'log.heartbeat' WHEN n % 97 = 0 THEN 'authorization.refuse' WHEN n % 89 = 0 THEN 'server.use'
      WHEN n % 7 = 0 THEN 'request.approve' WHEN n % 501 = 1 THEN 'server.quarantine' ELSE 'request.comment' END,
    CASE WHEN n % 97 = 0 THEN 'refused' WHEN n % 701 = 1 THEN 'failed' ELSE 'success' END,
    CASE WHEN n % 5 = 0 THEN 'system' WHEN n % 11 = 0 THEN 'system' WHEN n % 601 = 1 THEN 'agent' ELSE 'user' END,
    CASE WHEN n % 5 = 0 THEN 'log' WHEN n % 11 = 0 THEN 'mirror'
      ELSE '00000000-0000-4000-8000-' || lpad((CASE WHEN n % 13 = 0 THEN n % 7 ELSE 1 END)::text, 12, '0') END,
    '', CASE WHEN n % 97 = 0 THEN 'permission' WHEN n % 501 = 1 THEN 'server' ELSE 'request' END,
    CASE WHEN n % 97 = 0 THEN 'audit.read' ELSE 'thing-' || (CASE WHEN n % 17 = 0 THEN n % 9 ELSE 1 END) END,
    'request-' || n, NULL, json_build_object('reason', CASE WHEN n % 3 = 0 THEN 'common words' ELSE 'other words' END
      || CASE WHEN n > 20000 AND n % 211 = 0 THEN ' needle' ELSE '' END), sha256(n::text::bytea), sha256(n::text::bytea)
  FROM generate_series(1, 24000) n`;
const DARK = "00000000-0000-4000-8000-000000000077";
/** A team that is called as something else has it for its id. */
const LAMP = "00000000-0000-4000-8000-000000000078";
const TEAM = `INSERT INTO "Team" ("id", "slug", "name") VALUES ('${LAMP}', 'lamp', 'Hold-1')`;
/** 2,500 records of which every 50th has the words in this order, then 100 older ones that all have. */
const LANTERNS = `
  INSERT INTO "AuditEvent" ("writer","epoch","seq","id","at","kind","action","outcome","actorKind","actorId",
    "actorName","targetKind","targetId","requestId","after","prev","hash")
  SELECT 'web-2', 1, n, gen_random_uuid(), timestamptz '2025-06-01' - n * interval '1 minute', 'command',
    CASE WHEN n > 2500 THEN 'team.create' ELSE 'team.change' END, 'success', 'user', '${DARK}', '', 'team', '${LAMP}',
    '', json_build_object('reason', CASE WHEN n > 2500 OR n % 50 = 0 THEN 'dark lantern' ELSE 'lantern dark' END),
    sha256(n::text::bytea), sha256(n::text::bytea)
  FROM generate_series(1, 2600) n`;

/** 300 records of 60 actions: more groups than are merged with segments, and all of them without. */
const PLANS = `
  INSERT INTO "AuditEvent" ("writer","epoch","seq","id","at","kind","action","outcome","actorKind","actorId",
    "actorName","targetKind","targetId","requestId","after","prev","hash")
  SELECT 'web-2', 1, 2600 + n, gen_random_uuid(), timestamptz '2025-05-01' - n * interval '1 minute', 'command',
    'plan.step-' || n % 60, 'success', 'user', '${DARK}', '', 'hold', 'hold-' || n % 3, '',
    json_build_object('reason', 'common words'), sha256(n::text::bytea), sha256(n::text::bytea)
  FROM generate_series(1, 300) n`;

/** All but the last have places in the tree, in the order in which they were written: not that of time. */
const PLACES = `
  INSERT INTO "AuditEpoch" ("writer","epoch","process","openedAt","leaseUntil","sequenced")
  VALUES ('web-1', 1, 'test', now(), now(), 23900), ('web-2', 1, 'test', now(), now(), 2900);
  INSERT INTO "AuditBatch" ("firstLeaf","writer","epoch","firstSeq","count")
  SELECT n, 'web-1', 1, n + 1, least(700, 23900 - n) FROM generate_series(0, 23899, 700) n;
  INSERT INTO "AuditBatch" VALUES (23900, 'web-2', 1, 1, 2900);
  UPDATE "AuditTree" SET "size" = 26800`;

beforeAll(async () => {
  await asOwner(async (client) => {
    await client.query(TEAM);
    await client.query(FILL);
    await client.query(LANTERNS);
    await client.query(PLANS);
    await client.query(PLACES);
    await client.query(`ANALYZE "AuditEvent"`);
  });
});

type Filter = Record<string, string>;
const FILTERS: readonly { given: Filter; sql: string }[] = [
  { given: { actor: actor(1) }, sql: `"actorId" = '${actor(1)}'` },
  { given: { actor: actor(3) }, sql: `"actorId" = '${actor(3)}'` },
  { given: { actor: "mirror" }, sql: `"actorId" = 'mirror'` },
  { given: { actorKind: "agent" }, sql: `"actorKind" = 'agent'` },
  { given: { actorKind: "user" }, sql: `"actorKind" = 'user'` },
  { given: { action: "request.comment" }, sql: `"action" = 'request.comment'` },
  { given: { action: "server." }, sql: `starts_with("action", 'server.')` },
  { given: { action: "plan." }, sql: `starts_with("action", 'plan.')` },
  { given: { targetKind: "hold" }, sql: `"targetKind" = 'hold'` },
  { given: { targetKind: "request" }, sql: `"targetKind" = 'request'` },
  { given: { targetKind: "server" }, sql: `"targetKind" = 'server'` },
  { given: { targetId: "thing-1" }, sql: `"targetId" = 'thing-1'` },
  { given: { targetId: "thing-4" }, sql: `"targetId" = 'thing-4'` },
  { given: { targetId: "hold-1" }, sql: `"targetId" IN ('hold-1', '${LAMP}')` },
  { given: { outcome: "success" }, sql: `"outcome" = 'success'` },
  { given: { outcome: "failed" }, sql: `"outcome" = 'failed'` },
  { given: { kind: "event" }, sql: `"kind" = 'event'` },
  { given: { kind: "call" }, sql: `"kind" = 'call'` },
  { given: { kind: "heartbeat" }, sql: `"kind" = 'heartbeat'` },
  {
    given: { from: "2026-09-01", to: "2026-09-20" },
    sql: `"at" >= '2026-09-01Z' AND "at" < '2026-09-21Z'`,
  },
  {
    given: { q: "common" },
    sql: `"after"->>'reason' ~ 'common' AND "kind" IN ('command','event')`,
  },
  { given: { q: "need*" }, sql: `"after"->>'reason' ~ 'needle' AND "kind" IN ('command','event')` },
];

const SHOWN = `"kind" NOT IN ('heartbeat', 'epoch')`;
const ctx = userContext("auditor");

async function expected(conditions: readonly string[], limit: number): Promise<string[]> {
  const hidden = conditions.some((each) => each.includes('"kind" =')) ? [] : [SHOWN];
  const rows = await sql<{ id: string }>(
    {
      text: `SELECT "id" FROM "AuditEvent" WHERE ${[...conditions, ...hidden].join(" AND ") || "true"}
             ORDER BY "at" DESC, "id" DESC LIMIT ${limit}`,
    },
    [],
  );
  return rows.map(({ id }) => id);
}

async function found(given: Filter, pages: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const { events, nextCursor } = await listAuditEvents(ctx, { ...given, limit: 40, cursor });
    ids.push(...events.map(({ id }) => id));
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return ids;
}

test("without a filter, everything but what the log writes about itself", async () => {
  expect(await found({}, 3)).toEqual(await expected([], 120));
});

const PAIRS = FILTERS.flatMap((one, at) =>
  FILTERS.slice(at).flatMap((other) => {
    const same = one !== other && Object.keys(one.given).some((key) => key in other.given);
    return same ? [] : [[one, other] as const];
  }),
);

async function checkPairs(pages: number): Promise<void> {
  expect(PAIRS.length).toBeGreaterThan(130);
  for (const [one, other] of PAIRS) {
    const given = { ...one.given, ...other.given };
    expect([given, await found(given, pages)]).toEqual([
      given,
      await expected([one.sql, other.sql], 40 * pages),
    ]);
  }
}
const PAIRS_FIND = `each of ${PAIRS.length} pairs of filters finds exactly its records, in order, page by page`;

test(`without segments, ${PAIRS_FIND}`, () => checkPairs(2), 120_000);

/** Words that hardly any two records share, beginnings, phrases, ids, and what must not be there. */
const SEARCHES: readonly { q: string; sql: string }[] = [
  { q: "common words", sql: `"after"->>'reason' ~ 'common words'` },
  { q: '"words needle"', sql: `"after"->>'reason' ~ 'words needle'` },
  { q: '"needle words"', sql: `false` },
  { q: "words -common", sql: `"after"->>'reason' ~ 'other'` },
  { q: "needle -common", sql: `"after"->>'reason' ~ 'other words needle'` },
  { q: '"dark lantern"', sql: `"after"->>'reason' = 'dark lantern'` },
  { q: '"dark lantern" team', sql: `"after"->>'reason' = 'dark lantern'` },
  { q: "nowhere", sql: `false` },
  { q: "NEEDLE", sql: `"after"->>'reason' ~ 'needle'` },
  { q: actor(3), sql: `"actorId" = '${actor(3)}'` },
];
const WITH_WORDS = `"kind" IN ('command','event')`;

async function checkSearches(): Promise<void> {
  for (const { q, sql: condition } of SEARCHES)
    expect([q, await found({ q }, 4)]).toEqual([q, await expected([condition, WITH_WORDS], 160)]);
}

test("words, phrases, ids and words that must not be there, without segments", checkSearches);

const MADE_AGAIN = { text: `UPDATE "AuditSegment" SET "count" = "count"` };

describe("with segments", () => {
  beforeAll(async () => {
    while (await buildSegment());
  });

  test("they cover the tree but for its newest leaves", async () => {
    const rows = await sql<{ count: number; n: number }>(
      { text: `SELECT "count", count(*)::int AS n FROM "AuditSegment" GROUP BY 1 ORDER BY 1` },
      [],
    );
    expect(rows).toEqual([
      { count: 512, n: 4 },
      { count: 4_096, n: 6 },
    ]);
  });

  test("put together from smaller ones, a segment is what is read from the log, byte for byte", async () => {
    const span = { firstLeaf: 4_096, count: 16_384 };
    expect(await mergeSegments(sql, span)).toEqual(await readSegment(sql, span));
  });

  test("what other processes have put together meanwhile is left to them", async () => {
    expect(await mergeSegments(sql, { firstLeaf: 0, count: 32_768 })).toBeNull();
  });

  test(PAIRS_FIND, () => checkPairs(4), 120_000);
  test("words, phrases, ids and words that must not be there", checkSearches);

  test("a search that is under way when segments are put together finds what it should", async () => {
    const filter = await resolveFilter(sql, AuditFilterInput.parse({ q: "needle" }), new Date());
    let reads = 0;
    // Between the list of segments and what is read of them, all of them are made again.
    const meanwhile: typeof sql = async (statement, given) => {
      if (statement.name !== "audit-segments" && reads++ === 0) await sql(MADE_AGAIN, []);
      return sql(statement, given);
    };
    const asked = { filter, after: NEWEST, limit: 40, needed: [["needle"]], found: [] };
    const still = await searchSegments(sql, asked);
    expect(still.length).toBeGreaterThan(10);
    expect(await searchSegments(meanwhile, asked)).toEqual(still);
    expect(reads).toBeGreaterThan(1);
  });

  test("a segment that is made again is read again, though its leaves are the same", async () => {
    const filter = await resolveFilter(sql, AuditFilterInput.parse({ q: "needle" }), new Date());
    const asked = { filter, after: NEWEST, limit: 40, needed: [["needle"]], found: [] };
    const before = await searchSegments(sql, asked);
    await sql({ text: `UPDATE "AuditPosting" SET "ranks" = ''` }, []);
    await sql(MADE_AGAIN, []);
    expect(await searchSegments(sql, asked)).toEqual([]);
    await sql({ text: `DELETE FROM "AuditSegment"` }, []);
    while (await buildSegment());
    expect(await searchSegments(sql, asked)).toEqual(before);
  });
});
