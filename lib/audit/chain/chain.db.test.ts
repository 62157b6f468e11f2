import "#lib/testing/alone.ts";
import { beforeEach, expect, test } from "vitest";
import { db, sql } from "#lib/db/client.ts";
import { systemContext } from "#lib/testing/context.ts";
import { appendEvents } from "./append-events.ts";
import { closeWriters } from "./close-writers.ts";
import { entryHash } from "./entry-bytes.ts";
import { recorded } from "./recorded.ts";
import { recordsOf } from "./records-of.ts";

beforeEach(closeWriters);

const deed = (targetId: string) =>
  recordsOf(systemContext(), [
    {
      action: "server.use",
      targetKind: "server",
      targetId,
      before: null,
      after: { z: 1, a: "text", list: [true, null] },
    },
  ]);

const chainOf = (writer: string) =>
  db.auditEvent.findMany({ where: { writer }, orderBy: [{ epoch: "asc" }, { seq: "asc" }] });

const writerOf = async (targetId: string) =>
  (await db.auditEvent.findFirstOrThrow({ where: { targetId } })).writer;

const seal = (writer: string) =>
  sql(
    {
      text: `UPDATE "AuditEpoch" SET "sealedAt" = clock_timestamp(), "sealedBy" = 'expired' WHERE "writer" = $1 AND "sealedAt" IS NULL`,
    },
    [writer],
  );

test("records are linked and hashed over every field that is stored", async () => {
  await appendEvents([...deed("first"), ...deed("second")]);
  const writer = await writerOf("first");
  const rows = await sql<Record<string, unknown> & { at: Date; prev: Buffer; hash: Buffer }>(
    {
      text: `SELECT *, "before"::text AS "before", "after"::text AS "after" FROM "AuditEvent" WHERE "writer" = $1 ORDER BY "epoch", "seq"`,
    },
    [writer],
  );
  let prev: Buffer = Buffer.alloc(32);
  for (const row of rows) {
    expect(row.prev.equals(prev)).toBe(true);
    // The columns are the fields of an entry, but for the form of the time.
    const fields = { ...row, at: row.at.toISOString() } as unknown as Parameters<
      typeof entryHash
    >[0];
    expect(entryHash(fields).equals(row.hash)).toBe(true);
    prev = row.hash;
  }
  expect(rows.map(({ action }) => action)).toEqual(["writer.open", "server.use", "server.use"]);
  expect(rows[1]).toMatchObject({ after: '{"a":"text","list":[true,null],"z":1}' });
});

test("a change that fails leaves no record, and the chain goes on without a gap", async () => {
  await recorded((_tx, append) => append(deed("kept")));
  await expect(
    recorded(async (_tx, append) => {
      await append(deed("lost"));
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  await recorded((_tx, append) => append(deed("next")));
  const chain = await chainOf(await writerOf("kept"));
  const last = chain.slice(-3);
  expect(last.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(last.map(({ targetId }) => targetId).slice(1)).toEqual(["kept", "next"]);
});

test("a writer that was sealed behind its back writes on in a new epoch, linked to the last", async () => {
  await appendEvents(deed("before"));
  const writer = await writerOf("before");
  await seal(writer);
  await appendEvents(deed("after"));
  const chain = await chainOf(await writerOf("after"));
  const [opened, first, again, second] = chain.slice(-4);
  const former = opened?.epoch ?? 0;
  expect([opened, first, again, second].map((row) => [row?.epoch, row?.seq, row?.action])).toEqual([
    [former, 1, "writer.open"],
    [former, 2, "server.use"],
    [former + 1, 1, "writer.open"],
    [former + 1, 2, "server.use"],
  ]);
  expect(again?.prev).toEqual(first?.hash);
  expect(again?.after).toEqual({
    previousEpoch: former,
    previousSeq: 2,
    process: "script",
    sealed: "expired",
  });
});

test("nothing is written under a sealed epoch, and a record is never at one place twice", async () => {
  await appendEvents(deed("one"));
  const row = await db.auditEvent.findFirstOrThrow({ where: { targetId: "one" } });
  await expect(
    sql(
      {
        text: `INSERT INTO "AuditEvent" SELECT gen_random_uuid(), "at", "actorKind", "actorId", "actorName", "action", "targetKind", "targetId", "before", "after", "requestId", "writer", "epoch", "seq", "kind", "outcome", "credentialId", "traceId", "commitment", "prev", "hash" FROM "AuditEvent" WHERE "id" = $1::uuid`,
      },
      [row.id],
    ),
  ).rejects.toThrow(/AuditEvent_writer_epoch_seq_key/);
});

test("transactions at the same time have chains of their own and do not wait for each other", async () => {
  let release = () => undefined as void;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const slow = recorded(async (_tx, append) => {
    await append(deed("slow"));
    await gate;
  });
  await recorded((_tx, append) => append(deed("fast")));
  release();
  await slow;
  expect(await writerOf("slow")).not.toBe(await writerOf("fast"));
});

test("a commit without an answer is looked up before it is called failed", async () => {
  await appendEvents(deed("warm"));
  const lost = (done: boolean) =>
    recorded(async (tx, append) => {
      await append(deed(done ? "done" : "undone"));
      // The transaction ends behind Prisma's back: its COMMIT finds none, or is refused.
      await tx.$executeRawUnsafe(done ? "COMMIT" : "ROLLBACK");
      await tx.$executeRawUnsafe("SELECT pg_terminate_backend(pg_backend_pid())").catch(() => 0);
      return "value";
    });
  expect(await lost(true)).toBe("value");
  await expect(lost(false)).rejects.toThrow();
  expect(await db.auditEvent.count({ where: { targetId: "undone" } })).toBe(0);
  await appendEvents(deed("later"));
  const chain = await chainOf(await writerOf("later"));
  for (const [at, row] of chain.entries())
    if (at > 0) expect(row.prev).toEqual(chain[at - 1]?.hash);
});

test("a thousand records of many callers ride together, none lost and none twice", async () => {
  const names = Array.from({ length: 1_000 }, (_, n) => `many-${n}`);
  await Promise.all(names.map((name) => appendEvents(deed(name))));
  const rows = await db.auditEvent.findMany({ where: { targetId: { startsWith: "many-" } } });
  expect(new Set(rows.map(({ targetId }) => targetId)).size).toBe(1_000);
  expect(rows).toHaveLength(1_000);
});

test("callers that wait for each record share their commits again and again", async () => {
  const callers = Array.from({ length: 100 }, async (_, caller) => {
    for (let n = 0; n < 5; n += 1) await appendEvents(deed(`shared-${caller}-${n}`));
  });
  await Promise.all(callers);
  const [commits] = await sql<{ n: number }>(
    {
      text: `SELECT count(DISTINCT "xmin"::text)::int AS "n" FROM "AuditEvent" WHERE starts_with("targetId", 'shared-')`,
    },
    [],
  );
  expect(commits?.n).toBeLessThanOrEqual(6);
});

test("a process that ends in order says so, and seals its chains", async () => {
  await appendEvents(deed("ending"));
  const writer = await writerOf("ending");
  await closeWriters();
  const chain = await chainOf(writer);
  expect(chain.at(-1)?.action).toBe("writer.close");
  expect(
    await db.auditEpoch.findFirstOrThrow({ where: { writer }, orderBy: { epoch: "desc" } }),
  ).toMatchObject({ sealedBy: "closed" });
});
