import "#lib/testing/alone.ts";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { env } from "#lib/config/env.ts";
import { db, sql, transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { writeRecords } from "#lib/testing/log.ts";
import { CallReceiver } from "#lib/testing/receivers.ts";
import { entryHash, type EntryFields } from "../chain/entry-bytes.ts";
import { raiseLogAlarm } from "../raise-log-alarm.ts";
import { openCheckpoint } from "../tree/checkpoint.ts";
import { cosignedAt, withCosignatures } from "../tree/cosignature.ts";
import { createKey, signerFromJson, verifierOf } from "../tree/signer.ts";
import { COSIGNATURE, formatVkey, verifierKey } from "../tree/verifier-key.ts";
import { startWitness, type RunningWitness } from "../witness/start-witness.ts";
import { configuredAnchors } from "./anchors.ts";
import { publishCheckpoint } from "./publish-checkpoint.ts";
import { sequenceRound } from "./sequence-round.ts";
import { writeCheckpoint } from "./write-checkpoint.ts";

const signer = signerFromJson(createKey("test.example/log"));
const witnessSigner = signerFromJson(createKey("witness.example/w1"));
const witnessKey = verifierKey(witnessSigner.name, COSIGNATURE, witnessSigner.publicKey);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-anchors-"));
const receiver = new CallReceiver();
const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
let witness: RunningWitness;

const startOwnWitness = () =>
  startWitness({
    stateDir: path.join(folder, "witness"),
    signer: witnessSigner,
    logKeys: [verifierOf(signer)],
    host: "127.0.0.1",
    port: 0,
    log: () => undefined,
  });

beforeAll(async () => {
  witness = await startOwnWitness();
  Object.assign(env.audit, {
    anchorDir: path.join(folder, "anchors"),
    anchorWebhook: { url: await receiver.listen(), secret: SECRET },
    witness: { url: witness.url, key: formatVkey(witnessKey) },
    allowedHosts: ["127.0.0.1"],
  });
});
afterAll(async () => {
  receiver.close();
  await witness.stop();
  fs.rmSync(folder, { recursive: true });
});

async function nextCheckpoint() {
  await writeRecords([{ action: "server.describe", targetKind: "server", targetId: "x" }]);
  await transact((tx) => sequenceRound(sqlOf(tx)));
  const checkpoint = await transact((tx) => writeCheckpoint(sqlOf(tx), signer));
  if (!checkpoint) throw new Error("Nothing was signed.");
  return checkpoint;
}

const publish = (checkpoint: Awaited<ReturnType<typeof nextCheckpoint>>) =>
  publishCheckpoint(sql, configuredAnchors(sql), checkpoint);
const statesOf = async (size: number) =>
  Object.fromEntries(
    (await db.auditAnchor.findMany({ where: { size } })).map(({ anchor, state }) => [
      anchor,
      state,
    ]),
  );

const ALL_DONE = { directory: "done", webhook: "done", witness: "done" };
let last: Awaited<ReturnType<typeof nextCheckpoint>>;
beforeEach(async () => {
  last = await nextCheckpoint();
});

test("a checkpoint is in three places outside the database, cosigned by the witness", async () => {
  await publish(last);
  expect(await statesOf(last.size)).toEqual(ALL_DONE);
  const kept = fs.readFileSync(path.join(folder, "anchors", "latest"), "utf8");
  expect(openCheckpoint(kept, [verifierOf(signer)]).size).toBe(last.size);
  const row = await db.auditAnchor.findUniqueOrThrow({
    where: { size_anchor: { size: last.size, anchor: "witness" } },
  });
  expect(cosignedAt(withCosignatures(last.note, [row.detail ?? ""]), witnessKey)).not.toBeNull();
  const call = receiver.calls.at(-1);
  if (!call) throw new Error("The receiver was not called.");
  const event = new Webhook(SECRET).verify(call.body, call.headers) as { note: string };
  expect(event.note).toBe(last.note);
});

test("the next one is proven to continue the one before, over any number in between", async () => {
  await publish(last);
  await nextCheckpoint();
  const third = await nextCheckpoint();
  await publish(third);
  expect(await statesOf(third.size)).toEqual(ALL_DONE);
});

test("a checkpoint that is overtaken by a later one of the same log is no alarm", async () => {
  const later = await nextCheckpoint();
  await publish(later);
  await publish(last);
  expect(await statesOf(last.size)).toEqual({ ...ALL_DONE, witness: "failed" });
});

test("an anchor that does not answer holds up nothing, and the next checkpoint makes up for it", async () => {
  await witness.stop();
  await publish(last);
  expect(await statesOf(last.size)).toEqual({ ...ALL_DONE, witness: "failed" });
  witness = await startOwnWitness();
  Object.assign(env.audit, { witness: { url: witness.url, key: formatVkey(witnessKey) } });
  const next = await nextCheckpoint();
  await publish(next);
  expect(await statesOf(next.size)).toEqual(ALL_DONE);
});

test("a history that was written again and signed with the log's own key is refused outside", async () => {
  await publish(last);
  // The owner of the database changes the last record with all that follows from it, and lets the
  // tree grow again from nothing.
  await asOwner(async (client) => {
    await client.query("SET LOCAL session_replication_role = replica");
    const { rows } = await client.query<EntryFields & { at: Date }>(
      `SELECT * FROM "AuditEvent" WHERE "action" = 'server.describe' ORDER BY "epoch" DESC, "seq" DESC LIMIT 1`,
    );
    const [row] = rows;
    if (!row) throw new Error("There is no record.");
    const hash = entryHash({ ...row, at: row.at.toISOString(), targetId: "other" });
    await client.query(
      `UPDATE "AuditEvent" SET "targetId" = 'other', "hash" = $1 WHERE "id" = $2`,
      [hash, row.id],
    );
    await client.query(`UPDATE "AuditEpoch" SET "sequenced" = 0, "done" = false,
      "sealedAt" = coalesce("sealedAt", now()), "sealedBy" = coalesce("sealedBy", 'expired')`);
    await client.query(`UPDATE "AuditTree" SET "size" = 0, "hashes" = ''`);
    for (const table of ["AuditCheckpoint", "AuditBatch", "AuditTile"])
      await client.query(`DELETE FROM "${table}"`);
  });
  const forged = await nextCheckpoint();
  await publish(forged);
  const states = await statesOf(forged.size);
  expect(states["witness"]).toBe("alarm");
});

test("an alarm is recorded and told to everybody who watches over the log, once a day", async () => {
  const auditor = await createPerson(["auditor"]);
  const what = "The witness has seen another log.";
  expect(await raiseLogAlarm(systemContext(), { what })).toEqual({ told: true });
  expect(await raiseLogAlarm(systemContext(), { what })).toEqual({ told: false });
  const tomorrow = { ...systemContext(), now: new Date(Date.now() + 25 * 3_600_000) };
  expect(await raiseLogAlarm(tomorrow, { what })).toEqual({ told: true });
  const [event] = await db.outboxEvent.findMany({ where: { topic: "log.alarm" } });
  expect(event?.recipients).toContain(auditor.id);
});
