import "#lib/testing/alone.ts";
import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { env } from "#lib/config/env.ts";
import { db, transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { workerContext } from "#lib/jobs/worker-context.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { writeRecords } from "#lib/testing/log.ts";
import { closeWriters } from "../chain/close-writers.ts";
import { raiseLogAlarm } from "../raise-log-alarm.ts";
import { createKey, signerFromJson, verifierOf } from "../tree/signer.ts";
import { checkUpkeep } from "../verify/check-upkeep.ts";
import { readLog } from "../verify/in-snapshot.ts";
import { verifyLog } from "../verify/verify-log.ts";
import { sequenceRound } from "./sequence-round.ts";
import { startSequencer, type Sequencer } from "./start-sequencer.ts";

const signer = signerFromJson(createKey("test.example/log"));
const COLUMNS = `"id", "at", "writer", "epoch", "seq", "kind", "action", "outcome", "actorKind", "actorId", "actorName",
  "credentialId", "targetKind", "targetId", "requestId", "traceId", "before", "after", "commitment", "prev", "hash"`;
const CLEAR = `UPDATE "AuditTree" SET "alarm" = NULL`;

/** What nobody but the owner of the database can do, past the triggers. */
const past = (work: (client: pg.Client) => Promise<unknown>) =>
  asOwner(async (client) => {
    await client.query("SET LOCAL session_replication_role = replica");
    await work(client);
  });
const ask = (statement: string) => asOwner((client) => client.query(statement));

/** As one command writes them; the ids of all. */
const some = (count: number) =>
  writeRecords(
    Array.from({ length: count }, () => ({
      ...{ action: "server.describe", targetKind: "server", targetId: "x" },
      before: { text: "grün", none: null },
      after: { list: [1, 2.5] },
    })),
  );

const tree = async () => {
  const { size, alarm } = await db.auditTree.findFirstOrThrow();
  return { size: Number(size), alarm };
};
const told = async () =>
  (await db.auditEvent.findMany({ where: { action: "log.alarm" }, orderBy: { id: "asc" } })).map(
    ({ after }) => (after as { what: string }).what,
  );
const round = () => transact((tx) => sequenceRound(sqlOf(tx)));
const problems = () =>
  readLog(env.databaseUrl ?? "", async (client) => [
    ...(await verifyLog(client, { keys: [verifierOf(signer)], outside: [] })).problems,
    ...(await checkUpkeep(client)),
  ]);

/** Takes the record away as if by accident: what it was stands in a copy of the database. */
async function lose(id: string | undefined): Promise<void> {
  await past(async (client) => {
    await client.query(
      `CREATE SCHEMA IF NOT EXISTS "copy"; DROP TABLE IF EXISTS "copy"."AuditEvent"`,
    );
    await client.query(
      `CREATE TABLE "copy"."AuditEvent" AS SELECT * FROM "AuditEvent" WHERE "id" = '${id}'`,
    );
    await client.query(`DELETE FROM "AuditEvent" WHERE "id" = $1`, [id]);
  });
}
const putBack = () =>
  ask(`INSERT INTO "AuditEvent" (${COLUMNS}) SELECT ${COLUMNS} FROM "copy"."AuditEvent"`);

let sequencer: Sequencer | null = null;
const start = () => {
  sequencer = startSequencer({
    ...{ signer, checkpointMs: 1, stuckMs: 200, noteKey: () => Promise.resolve() },
    publish: () => undefined,
    alarm: async (what) => void (await raiseLogAlarm(workerContext(), { what })),
  });
};

beforeEach(async () => {
  await some(3);
  expect(await round()).toMatchObject({ alarm: null });
});
afterEach(async () => {
  await sequencer?.stop();
  sequencer = null;
});

test("a record that is missing is put back, the alarm is taken away, and the tree goes on, whole; both are on record", async () => {
  const ids = await some(5);
  await lose(ids[2]);
  const { size } = await tree();
  start();
  await expect.poll(async () => (await tree()).alarm).toMatch(/^Record \d+ of .+ is missing/);
  const { alarm } = await tree();
  // The record of the alarm is chained like all others, though the tree takes none.
  await expect.poll(told).toEqual([alarm]);
  await some(1);
  expect(await tree()).toEqual({ size, alarm });

  await putBack();
  await ask(CLEAR);
  await expect.poll(async () => (await tree()).size, { timeout: 5_000 }).toBeGreaterThan(size + 6);
  const resumed = `The alarm of the tree was taken away, and it goes on. It said: ${alarm}`;
  await expect.poll(told, { timeout: 5_000 }).toEqual([alarm, resumed]);
  await sequencer?.stop();
  expect((await round()).alarm).toBeNull();
  expect(await problems()).toEqual([]);
});

test("an alarm that is taken away without a repair is raised again, and nobody says that the tree goes on", async () => {
  const ids = await some(5);
  await lose(ids[2]);
  const before = await told();
  const { size } = await tree();
  start();
  await expect.poll(async () => (await tree()).alarm).not.toBeNull();
  const { alarm } = await tree();
  await expect.poll(told).toEqual([...before, alarm]);
  for (let time = 1; time <= 2; time += 1) {
    await ask(CLEAR);
    await expect.poll(async () => (await tree()).alarm, { timeout: 5_000 }).toBe(alarm);
  }
  expect((await tree()).size).toBe(size);
  expect(await told()).toEqual([...before, alarm]);
  await putBack();
  await ask(CLEAR);
  await expect.poll(async () => (await tree()).size, { timeout: 5_000 }).toBeGreaterThan(size);
});

test("the last record before a writer was taken over is missed by the next epoch, and put back", async () => {
  await some(2);
  await closeWriters();
  await some(1);
  const end = await db.auditEvent.findFirst({
    where: { action: "writer.close" },
    orderBy: { id: "desc" },
  });
  await lose(end?.id);
  const { alarm, size } = await round();
  expect(alarm).toContain("is not linked to the one before it");
  await putBack();
  await ask(CLEAR);
  const next = await round();
  expect(next.alarm).toBeNull();
  expect(next.size).toBeGreaterThan(size);
  expect(await problems()).toEqual([]);
});

test("a record that was changed is taken out by who owns the table, and put back as it was", async () => {
  const ids = await some(3);
  await lose(ids[1]);
  await putBack();
  await past((client) =>
    client.query(`UPDATE "AuditEvent" SET "hash" = sha256('x') WHERE "id" = $1`, [ids[1]]),
  );
  expect((await round()).alarm).toContain("is not linked to the one before it");
  await ask(`ALTER TABLE "AuditEvent" DISABLE TRIGGER USER; DELETE FROM "AuditEvent" WHERE "id" = '${ids[1]}';
    ALTER TABLE "AuditEvent" ENABLE TRIGGER USER`);
  await putBack();
  await ask(CLEAR);
  expect(await round()).toMatchObject({ alarm: null, added: 3 });
  expect(await problems()).toEqual([]);
  await expect(ask(`DELETE FROM "AuditEvent"`)).rejects.toThrow("cannot be changed or removed");
});

test.each([
  [
    "The tree has",
    `UPDATE "AuditTree" SET "size" = "size" - 1`,
    `UPDATE "AuditTree" SET "size" = "size" + 1`,
  ],
  [
    "A checkpoint of 900000 records",
    `INSERT INTO "AuditCheckpoint" VALUES (900000, now(), decode(repeat('00', 32), 'hex'), '', '')`,
    `DELETE FROM "AuditCheckpoint" WHERE "size" = 900000`,
  ],
  [
    "Epoch",
    `UPDATE "AuditEpoch" SET "sequenced" = "sequenced" + 1 WHERE NOT "done"`,
    `UPDATE "AuditEpoch" SET "sequenced" = "sequenced" - 1 WHERE NOT "done"`,
  ],
  [
    "Epoch",
    `UPDATE "AuditEpoch" SET "sequenced" = "sequenced" - 2 WHERE NOT "done"`,
    `UPDATE "AuditEpoch" SET "sequenced" = "sequenced" + 2 WHERE NOT "done"`,
  ],
])("a part of the log that was set back alone is an alarm: %s …", async (said, fault, repair) => {
  await some(2);
  await past((client) => client.query(fault));
  expect((await round()).alarm).toMatch(new RegExp(`^${said} `));
  await past((client) => client.query(repair));
  await ask(CLEAR);
  expect(await round()).toMatchObject({ alarm: null, added: 2 });
  expect(await problems()).toEqual([]);
});

test("a record that is nowhere any more leaves a hole: its epoch ends there, all others go on, and verifying names it", async () => {
  const ids = await some(5);
  await lose(ids[2]);
  expect((await round()).alarm).toContain("is missing");
  const lost = await db.auditEvent.findFirstOrThrow({ where: { id: ids[1] ?? "" } });
  await ask(`UPDATE "AuditEpoch" SET "done" = true, "sealedAt" = coalesce("sealedAt", now()), "sealedBy" = coalesce("sealedBy", 'fenced')
    WHERE "writer" = '${lost.writer}' AND "epoch" = ${lost.epoch}`);
  await ask(CLEAR);
  expect((await round()).alarm).toBeNull();
  // The process that wrote there notices, and opens the next epoch.
  const [next = ""] = await some(1);
  expect(await round()).toMatchObject({ alarm: null, added: 2 });
  expect(await db.auditEvent.findFirst({ where: { id: next } })).toMatchObject({
    ...{ writer: lost.writer, epoch: lost.epoch + 1 },
  });
  const found = (await problems()).map(({ seq, what }) => `${seq ?? ""} ${what}`);
  expect(found.filter((one) => one.includes("it belongs to no chain"))).toHaveLength(4);
  expect(found.join("\n")).toContain("it was opened after epoch");
});
