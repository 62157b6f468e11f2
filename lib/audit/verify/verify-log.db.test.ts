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
import { inSnapshot, verifyLog } from "./verify-log.ts";

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
      commitment: n % 3 === 0 ? Buffer.alloc(32, n) : null,
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
  expect(found).toMatchObject({ checkpoints: 4, unsequenced: 6 });
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
