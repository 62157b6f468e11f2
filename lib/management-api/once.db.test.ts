import { writeRecords } from "#lib/testing/log.ts";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { expect, test } from "vitest";
import { env } from "#lib/config/env.ts";
import { db } from "#lib/db/client.ts";
import { serve } from "#lib/management-api/serve.ts";
import { COMMENT_REQUEST, WATCH_REQUEST } from "#lib/management-api/operations/requests.ts";
import { requestOf } from "#lib/management-api/request-of.ts";
import { commentRequest } from "#lib/requests/comment-request.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { watchRequest } from "#lib/requests/watch-request.ts";
import { call, newKey, tokenFor } from "#lib/testing/api.ts";
import { createPerson, reviewCast } from "#lib/testing/factories.ts";

const COMMENT = serve(COMMENT_REQUEST, async (asked) => ({
  body: await commentRequest(asked.ctx, { ...asked.body, ...(await requestOf(asked)) }),
}));
const WATCH = serve(WATCH_REQUEST, async (asked) => ({
  body: await watchRequest(asked.ctx, { ...asked.body, ...(await requestOf(asked)) }),
}));

async function stage() {
  const { requester, listing } = await reviewCast();
  const { id } = await createRequest(requester.ctx(), listing);
  const as = await tokenFor(requester);
  const headers = newKey();
  const sent = { as, params: { id }, body: { body: "Which folder?" }, headers };
  const comments = () => db.requestComment.count({ where: { requestId: id } });
  return { requester, id, as, headers, key: headers["idempotency-key"], sent, comments };
}

/**
 * Holds what a statement takes until `during` is through, then undoes it; over a connection of its
 * own, because contenders may take all of the pool. `untilWaiting`: so many stand at it.
 */
async function whileHeld(
  [text, values]: [string, unknown[]],
  during: (untilWaiting: (count: number) => Promise<void>) => Promise<void>,
) {
  const client = new pg.Client({ connectionString: env.databaseUrl });
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query(text, values);
    await during(async (count) => {
      for (let waiting = 0; waiting < count; await sleep(10)) {
        const { rows } = await client.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM pg_stat_activity
           WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))`,
        );
        waiting = rows[0]?.n ?? 0;
      }
    });
    await client.query("ROLLBACK");
  } finally {
    await client.end();
  }
}

test("of 20 requests at once with one key exactly one is carried out", async () => {
  const { requester, key, sent, comments } = await stage();
  let answers: Promise<Awaited<ReturnType<typeof call>>[]> = Promise.resolve([]);
  // All of them stand at the same key: as many as there are connections wait for it, then all go.
  const held = `INSERT INTO "IdempotencyKey" ("actorId", "key", "fingerprint") VALUES ($1, $2, 'x')`;
  await whileHeld([held, [requester.id, key]], async (untilWaiting) => {
    answers = Promise.all(Array.from({ length: 20 }, () => call(COMMENT, sent)));
    await untilWaiting(5);
  });
  const all = await answers;
  const carriedOut = all.filter(
    ({ status, headers }) => status === 201 && !headers.has("idempotency-replayed"),
  );
  expect(carriedOut).toHaveLength(1);
  for (const { status, headers, text } of all)
    if (status === 201) expect(text).toBe(carriedOut[0]?.text);
    else expect([status, headers.get("retry-after")]).toEqual([409, "1"]);
  expect(await comments()).toBe(1);

  const again = await call(COMMENT, sent);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect([again.status, again.text]).toEqual([201, carriedOut[0]?.text]);
  expect(await comments()).toBe(1);
});

test("while the first request runs, the second is told to come back", async () => {
  const { id, sent, comments } = await stage();
  let first: Promise<{ status: number }> | undefined;
  const held = `SELECT 1 FROM "Request" WHERE "id" = $1 FOR UPDATE`;
  await whileHeld([held, [id]], async (untilWaiting) => {
    first = call(COMMENT, sent);
    await untilWaiting(1);
    const second = await call(COMMENT, sent);
    expect(second.status).toBe(409);
    expect(second.headers.get("retry-after")).toBe("1");
    expect(second.headers.get("content-type")).toBe("application/problem+json");
  });
  expect((await first)?.status).toBe(201);
  expect(await comments()).toBe(1);
});

test("a key with another body, or at another address, is refused", async () => {
  const { sent, as, id, headers, comments } = await stage();
  expect((await call(COMMENT, sent)).status).toBe(201);
  const other = await call(COMMENT, { ...sent, body: { body: "Something else" } });
  expect([other.status, other.body["code"]]).toEqual([422, "idempotency_key_reused"]);
  const { id: another } = await createRequest((await createPerson()).ctx(), {
    ...(await reviewCast()).listing,
  });
  expect((await call(COMMENT, { ...sent, params: { id: another } })).status).toBe(422);
  expect((await call(WATCH, { as, params: { id }, headers, body: { watch: true } })).status).toBe(
    422,
  );
  expect(await comments()).toBe(1);
});

test("the key of one person is not that of another", async () => {
  const { sent, id, comments } = await stage();
  const reviewer = await tokenFor(await createPerson(["security"]));
  expect((await call(COMMENT, sent)).status).toBe(201);
  const theirs = await call(COMMENT, { ...sent, params: { id }, as: reviewer });
  expect([theirs.status, theirs.headers.has("idempotency-replayed")]).toEqual([201, false]);
  expect(await comments()).toBe(2);
});

test("a refusal of the input is kept too, byte for byte", async () => {
  const { sent } = await stage();
  const first = await call(COMMENT, { ...sent, body: { body: "" } });
  const again = await call(COMMENT, { ...sent, body: { body: "" } });
  expect([again.status, again.text]).toEqual([400, first.text]);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
});

test("who may not ask does not get the kept answer either", async () => {
  const { requester, sent } = await stage();
  expect((await call(COMMENT, sent)).status).toBe(201);
  const narrow = await tokenFor(requester, ["catalog:read"]);
  expect((await call(COMMENT, { ...sent, as: narrow })).status).toBe(403);
});

test("a request that failed leaves its key free", async () => {
  const { as, headers, requester } = await stage();
  let calls = 0;
  const flaky = serve(COMMENT_REQUEST, () => {
    calls += 1;
    if (calls === 1) return Promise.reject(new Error("made to fail"));
    return Promise.resolve({ body: { id: randomUUID() } });
  });
  const sent = { as, params: { id: "R-1" }, headers, body: { body: "x" } };
  expect((await call(flaky, sent)).status).toBe(500);
  expect(await db.idempotencyKey.count({ where: { actorId: requester.id } })).toBe(0);
  expect((await call(flaky, sent)).status).toBe(201);
});

async function leftBehind(minutes: number) {
  const staged = await stage();
  const { requester, key, sent } = staged;
  expect((await call(COMMENT, sent)).status).toBe(201);
  const at = new Date(Date.now() - minutes * 60_000);
  const requestId = randomUUID();
  const where = { actorId_key: { actorId: requester.id, key } };
  const data = { status: null, body: null, createdAt: at, headers: { requestId } };
  await db.idempotencyKey.update({ where, data });
  return { ...staged, at, requestId };
}

test("a key of a process that died before it changed anything is taken over", async () => {
  const { sent, comments } = await leftBehind(6);
  const answer = await call(COMMENT, sent);
  expect([answer.status, answer.headers.has("idempotency-replayed")]).toEqual([201, false]);
  expect(await comments()).toBe(2);
});

test("a key of a process that died after its change is never carried out again", async () => {
  const { sent, comments, at, requestId, requester, id } = await leftBehind(6);
  await writeRecords([
    {
      at,
      requestId,
      actorKind: "user",
      actorId: requester.id,
      actorName: "",
      action: "request.comment",
      targetKind: "request",
      targetId: id,
    },
  ]);
  const answer = await call(COMMENT, sent);
  expect([answer.status, answer.body["code"]]).toEqual([409, "answer_lost"]);
  expect(await comments()).toBe(1);
});

test("a key is kept for 24 hours", async () => {
  const young = await leftBehind(2);
  expect((await call(COMMENT, young.sent)).status).toBe(409);
  const old = await leftBehind(24 * 60 + 1);
  expect((await call(COMMENT, { ...old.sent, body: { body: "Another day" } })).status).toBe(201);
});

test.each([
  ["empty", ""],
  ["too long", "x".repeat(256)],
  ["with a space", "a b"],
])("a key that is %s is refused", async (_what, key) => {
  const { sent, comments } = await stage();
  const answer = await call(COMMENT, { ...sent, headers: { "idempotency-key": key } });
  expect(answer.status).toBe(400);
  expect(await comments()).toBe(0);
});
