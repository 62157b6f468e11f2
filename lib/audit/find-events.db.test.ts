import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { pool, sql } from "#lib/db/client.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { userContext } from "#lib/testing/context.ts";
import { listAuditEvents } from "./list-events.ts";

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
const COUNTS = `
  INSERT INTO "AuditDay" ("day","action","outcome","count")
  SELECT ("at" AT TIME ZONE 'UTC')::date, "action", "outcome", count(*) FROM "AuditEvent" GROUP BY 1, 2, 3`;

beforeAll(async () => {
  await asOwner(async (client) => {
    await client.query(FILL);
    await client.query(COUNTS);
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
  { given: { targetKind: "request" }, sql: `"targetKind" = 'request'` },
  { given: { targetKind: "server" }, sql: `"targetKind" = 'server'` },
  { given: { targetId: "thing-1" }, sql: `"targetId" = 'thing-1'` },
  { given: { targetId: "thing-4" }, sql: `"targetId" = 'thing-4'` },
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

test(`each of ${PAIRS.length} pairs of filters finds exactly its records, in order, page by page`, async () => {
  expect(PAIRS.length).toBeGreaterThan(130);
  for (const [one, other] of PAIRS) {
    const given = { ...one.given, ...other.given };
    expect([given, await found(given, 3)]).toEqual([
      given,
      await expected([one.sql, other.sql], 120),
    ]);
  }
}, 120_000);

/** 2,500 newer records of which every 50th has the word, then 100 older ones of another action that all have it. */
const LANTERNS = `
  INSERT INTO "AuditEvent" ("writer","epoch","seq","id","at","kind","action","outcome","actorKind","actorId",
    "actorName","targetKind","targetId","requestId","after","prev","hash")
  SELECT 'web-2', 1, n, gen_random_uuid(), timestamptz '2025-06-01' - n * interval '1 minute', 'command',
    CASE WHEN n > 2500 THEN 'team.create' ELSE 'team.change' END, 'success', 'user', '${actor(77)}', '', 'team', 'lamp',
    '', json_build_object('reason', CASE WHEN n > 2500 OR n % 50 = 0 THEN 'lantern' ELSE 'dark' END),
    sha256(n::text::bytea), sha256(n::text::bytea)
  FROM generate_series(1, 2600) n`;

test("records that are read one by one leave none out that others of their filter hide", async () => {
  await asOwner((client) => client.query(LANTERNS));
  const sqlOf = [`"actorId" = '${actor(77)}'`, `"after"->>'reason' = 'lantern'`];
  expect(await found({ actor: actor(77), q: "lantern" }, 4)).toEqual(await expected(sqlOf, 160));
});
