import "#lib/testing/alone.ts";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { env } from "#lib/config/env.ts";
import { transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { writeRecords } from "#lib/testing/log.ts";
import { closeWriters } from "../chain/close-writers.ts";
import { startHeartbeat } from "../chain/heartbeat.ts";
import { sequenceRound } from "../sequencer/sequence-round.ts";
import { writeCheckpoint } from "../sequencer/write-checkpoint.ts";
import { createKey, signerFromJson, verifierOf } from "../tree/signer.ts";
import { readTile } from "../sequencer/read-tiles.ts";
import { commitPersonal } from "../personal/commit-personal.ts";
import { subtreesOf } from "../tree/proofs.ts";
import { tileSource } from "../tree/tiles.ts";
import { sqlOfClient } from "./client-sql.ts";
import { inSnapshot } from "./in-snapshot.ts";
import { readSequenced } from "./read-entries.ts";
import { verifyInParts } from "./verify-in-parts.ts";
import { verifyLog } from "./verify-log.ts";

const signer = signerFromJson(createKey("test.example/log"));
const keys = [verifierOf(signer)];
const client = new pg.Client({ connectionString: env.databaseUrl ?? "" });
const owner = new pg.Client({ connectionString: env.databaseOwnerUrl ?? "" });

const some = (count: number, label: string) =>
  writeRecords(
    Array.from({ length: count }, (_, n) => ({
      action: "server.describe",
      targetKind: "server",
      targetId: `${label}-${n}`,
      before: { text: `grün ${n}`, list: [1, 2.5, null] },
      after: { text: '\u0000"\\', n },
      ...(n % 3 === 0 ? commitPersonal({ after: { n } }, { subject: "test", addresses: [] }) : {}),
      traceId: n % 2 === 0 ? "a".repeat(32) : null,
    })),
  );

const settle = async () => {
  await transact((tx) => sequenceRound(sqlOf(tx)));
  return transact((tx) => writeCheckpoint(sqlOf(tx), signer));
};

let notes: string[] = [];

beforeAll(async () => {
  await client.connect();
  await owner.connect();
  await some(400, "first");
  notes = [(await settle())?.note ?? ""];
  await closeWriters();
  await some(300, "second");
  await startHeartbeat().stop();
  notes.push((await settle())?.note ?? "");
  await some(5, "open");
});
afterAll(async () => {
  await client.end();
  await owner.end();
});

/** What the owner of the database does behind the product's back, verified and then undone. */
async function tampered(statement: string, outside = notes) {
  await owner.query("BEGIN");
  try {
    await owner.query("SET LOCAL session_replication_role = replica");
    await owner.query(statement);
    const kept = outside.map((note, n) => ({ name: `copy ${n}`, note }));
    return await verifyLog(owner, { keys, outside: kept });
  } finally {
    await owner.query("ROLLBACK");
  }
}

test("a log that nobody touched is whole, with what has no place in the tree yet", async () => {
  const outside = notes.map((note, n) => ({ name: `copy ${n}`, note }));
  const found = await inSnapshot(client, () => verifyLog(client, { keys, outside }));
  expect(found.problems).toEqual([]);
  expect(found).toMatchObject({ checkpoints: 2, outside: 2, unsequenced: 6 });
  expect(found.size).toBeGreaterThan(700);
});

const COLUMNS = [
  `"id" = gen_random_uuid()`,
  `"at" = "at" + interval '1 millisecond'`,
  `"kind" = 'call'`,
  `"action" = "action" || 'x'`,
  `"outcome" = 'failed'`,
  `"actorKind" = 'agent'`,
  `"actorId" = 'other'`,
  `"actorName" = 'Other'`,
  `"credentialId" = 'other'`,
  `"targetKind" = 'team'`,
  `"targetId" = 'other'`,
  `"requestId" = 'other'`,
  `"traceId" = 'other'`,
  `"before" = '{"text":"other"}'`,
  `"after" = NULL`,
  `"commitment" = decode(repeat('11', 32), 'hex')`,
  `"prev" = decode(repeat('11', 32), 'hex')`,
  `"hash" = decode(repeat('11', 32), 'hex')`,
];
test.each(COLUMNS)("a record changed by %s is named", async (change) => {
  const { problems } = await tampered(
    `UPDATE "AuditEvent" SET ${change} WHERE "targetId" = 'first-200'`,
  );
  expect(problems[0]).toMatchObject({ leaf: 201, seq: 202 });
});

test.each([
  ["removed", `DELETE FROM "AuditEvent" WHERE "targetId" = 'first-200'`],
  ["renumbered", `UPDATE "AuditEvent" SET "seq" = 100000 WHERE "targetId" = 'first-200'`],
  ["moved to another epoch", `UPDATE "AuditEvent" SET "epoch" = 9 WHERE "targetId" = 'first-200'`],
  ["cut off with all after it", `DELETE FROM "AuditEvent" WHERE "seq" > 201 AND "epoch" = 1`],
  ["cut off before a heartbeat's head", `DELETE FROM "AuditEvent" WHERE "targetId" = 'second-299'`],
])("a record %s is found", async (_how, statement) => {
  const { problems } = await tampered(statement);
  expect(problems.length).toBeGreaterThan(0);
});

test("a log that was cut back with its tree and its checkpoints is found by a copy kept outside", async () => {
  const cut = `
    DELETE FROM "AuditEvent" WHERE "targetId" LIKE 'second%' OR "targetId" LIKE 'open%';
    DELETE FROM "AuditBatch" WHERE "firstLeaf" > 400;
    UPDATE "AuditTree" SET "size" = (SELECT min("size") FROM "AuditCheckpoint"), "hashes" = decode('', 'hex');
    DELETE FROM "AuditCheckpoint" WHERE "size" > (SELECT min("size") FROM "AuditCheckpoint");`;
  const { problems } = await tampered(cut);
  expect(problems.map(({ what }) => what).join()).toContain("copy 1 covers");
});

test("the owner of the database has to be named: the product itself cannot do any of this", async () => {
  await expect(
    client.query(`UPDATE "AuditEvent" SET "action" = 'x' WHERE "targetId" = 'first-200'`),
  ).rejects.toThrow(/permission denied/);
  await expect(
    asOwner((as) => as.query(`DELETE FROM "AuditEvent" WHERE "targetId" = 'first-200'`)),
  ).rejects.toThrow(/cannot be changed or removed/);
});

const url = env.databaseUrl ?? "";
const threads = { url, most: 3, least: 100 };
const verified = (given?: typeof threads) =>
  inSnapshot(client, () =>
    verifyLog(client, { keys, outside: [], ...(given && { threads: given }) }),
  );

/** The tree's size, and how many records the threads have read of it; null: they found no whole log. */
const inParts = (given = threads) =>
  inSnapshot(client, async () => {
    const { rows } = await client.query<{ size: number }>(
      `SELECT "size"::float8 AS "size" FROM "AuditTree"`,
    );
    const size = rows[0]?.size ?? 0;
    const told: number[] = [];
    const onProgress = (records: number) => void told.push(records);
    const found = await verifyInParts(client, { size, checkpoints: [] }, { ...given, onProgress });
    return { size, records: found?.chains.records ?? null, told: told.at(-1) };
  });

test("threads that each read a part find what one finds that reads it all", async () => {
  const { size, ...read } = await inParts();
  expect(read).toEqual({ records: size, told: size });
  expect(await verified(threads)).toEqual(await verified());
});

/** Changes that are there for all connections, and are taken back. */
async function whileChanged<Result>(
  change: string,
  back: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const write = (statement: string) =>
    owner.query(`BEGIN; SET LOCAL session_replication_role = replica; ${statement}; COMMIT`);
  await write(change);
  try {
    return await work();
  } finally {
    await write(back);
  }
}

test.each([
  ["first-200", 201],
  ["second-290", 693],
])("a record that was changed is named by threads too: %s", async (target, leaf) => {
  const set = (action: string) =>
    `UPDATE "AuditEvent" SET "action" = '${action}' WHERE "targetId" = '${target}'`;
  const found = await whileChanged(set("server.other"), set("server.describe"), async () => ({
    parts: (await inParts()).records,
    problems: (await verified(threads)).problems,
    one: (await verified()).problems,
  }));
  expect(found.parts).toBeNull();
  expect(found.problems[0]).toMatchObject({ leaf });
  expect(found.problems).toEqual(found.one);
});

test("a log that was cut off is not whole for threads either, whatever the stored tree says", async () => {
  const { size } = await inParts();
  const ones = (n: number) => n.toString(2).replaceAll("0", "").length;
  let cut = size - 1;
  while (ones(cut) !== ones(size)) cut -= 1;
  const kept = await subtreesOf(cut, tileSource(readTile(sqlOfClient(client))));
  const { rows } = await owner.query<{ hashes: string }>(
    `SELECT encode("hashes", 'hex') AS "hashes" FROM "AuditTree"`,
  );
  const set = (hashes = "", seq = "") =>
    `UPDATE "AuditTree" SET "hashes" = decode('${hashes}', 'hex');
    UPDATE "AuditEvent" SET "seq" = "seq" ${seq} 100000 WHERE "epoch" = 2
      AND "seq" % 100000 > (SELECT "sequenced" FROM "AuditEpoch" WHERE "epoch" = 2) - ${size - cut}`;
  const found = await whileChanged(
    set(Buffer.concat(kept).toString("hex"), "+"),
    set(rows[0]?.hashes, "-"),
    async () => ({ parts: (await inParts()).records, all: await verified(threads) }),
  );
  expect(found.parts).toBeNull();
  expect(found.all.problems.length).toBeGreaterThan(0);
  expect((await verified(threads)).problems).toEqual([]);
});

test("before the first record there is nothing, whatever the database says", async () => {
  const change = `INSERT INTO "AuditBatch" ("firstLeaf", "writer", "epoch", "firstSeq", "count") VALUES (-256, 'ghost', 1, 1, 1);
    INSERT INTO "AuditTile" ("level", "index", "width", "hashes") VALUES (0, -1, 256, decode(repeat('11', 8192), 'hex'))`;
  const back = `DELETE FROM "AuditBatch" WHERE "firstLeaf" < 0; DELETE FROM "AuditTile" WHERE "index" < 0`;
  const found = await whileChanged(change, back, async () => ({
    parts: (await inParts()).records,
    all: await verified(threads),
  }));
  expect(found.parts).toBeNull();
  expect(found.all.problems.map(({ what }) => what).join()).toContain("the batch at leaf");
});

test("records beside the chains are named: nobody reads them who follows the chains", async () => {
  const columns = `"at", "kind", "action", "outcome", "actorKind", "actorId", "actorName", "targetKind", "targetId", "requestId", "prev", "hash"`;
  const insert = (epoch: number, seq: number, writer: string) =>
    tampered(`INSERT INTO "AuditEvent" ("id", "writer", "epoch", "seq", ${columns})
      SELECT gen_random_uuid(), ${writer}, ${epoch}, ${seq}, ${columns} FROM "AuditEvent" WHERE "targetId" = 'first-200'`);
  for (const [epoch, seq, writer] of [
    [1, 1, "'ghost'"],
    [99, 1, `"writer"`],
    [1, 5000, `"writer"`],
  ] as const) {
    const { problems } = await insert(epoch, seq, writer);
    expect(problems).toMatchObject([{ epoch, seq, what: expect.stringContaining("no chain") }]);
  }
});

test("a connection goes on wherever reading broke off", async () => {
  for (let place = 0; place < 700; place += 20) {
    let at = 0;
    const read = readSequenced(client, { from: 0, to: 705 }, () => {
      if ((at += 1) > place) throw new Error("stop");
    });
    await expect(read).rejects.toThrow("stop");
    expect((await client.query<{ n: number }>("SELECT 1 AS n")).rows).toEqual([{ n: 1 }]);
  }
});

test("while threads read, the database does not end the connection whose snapshot they share", async () => {
  await client.query("SET idle_in_transaction_session_timeout = 50");
  try {
    const { size, records } = await inParts();
    expect(records).toBe(size);
  } finally {
    await client.query("RESET idle_in_transaction_session_timeout");
  }
});

test("what a part was told wrongly of all before it proves nothing", async () => {
  const statement = `UPDATE "AuditTile" SET "hashes" = set_byte("hashes", 0, get_byte("hashes", 0) # 1)
    WHERE "level" = 0 AND "index" = 0`;
  const records = () => inParts().then((found) => found.records);
  expect(await whileChanged(statement, statement, records)).toBeNull();
});

test("where threads cannot connect, one reads it all", async () => {
  const nowhere = { ...threads, url: "postgresql://nobody@127.0.0.1:1/none" };
  expect((await inParts(nowhere)).records).toBeNull();
  expect(await verified(nowhere)).toEqual(await verified());
});
