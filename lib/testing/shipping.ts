/** Sinks without two people, and steps of them without the worker: for tests that send. */
import { randomUUID } from "node:crypto";
import { createKey, signerFromJson } from "#lib/audit/tree/signer.ts";
import { sequenceRound } from "#lib/audit/sequencer/sequence-round.ts";
import { writeCheckpoint } from "#lib/audit/sequencer/write-checkpoint.ts";
import { sealSinkSecrets } from "#lib/audit-changes/sealed-secrets.ts";
import { SinkConfig } from "#lib/audit-sinks/schemas.ts";
import { replayLetters } from "#lib/audit-sinks/shipping/replay-letters.ts";
import { shipSink } from "#lib/audit-sinks/shipping/ship-sink.ts";
import { readSink, type SinkRow } from "#lib/audit-sinks/shipping/sink-row.ts";
import { sql, transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { asOwner } from "./as-owner.ts";
import { WebhookBatchReceiver } from "./audit-receivers/webhook-receiver.ts";
import { writeRecords } from "./log.ts";

export const signer = signerFromJson(createKey("test.example/log"));
export const SECRET = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;

let base = 0;
/** The first leaf of what a test writes: sinks begin there. */
export const firstLeaf = (): number => base;

/** Before each test: no sink of another one sends, and the log is settled. */
export async function beginShipping(): Promise<void> {
  await asOwner(async (client) => {
    await client.query("SET LOCAL session_replication_role = replica");
    await client.query(`UPDATE "AuditSink" SET "enabled" = false`);
  });
  await settle();
  base = await treeSize();
}

export async function treeSize(): Promise<number> {
  const [tree] = await sql<{ size: number }>(
    { text: `SELECT "size"::float8 AS "size" FROM "AuditTree"` },
    [],
  );
  return tree?.size ?? 0;
}

export async function settle() {
  await transact((tx) => sequenceRound(sqlOf(tx)));
  return transact((tx) => writeCheckpoint(sqlOf(tx), signer));
}

type More = { action?: string; kind?: "event"; at?: Date };

export async function record(count: number, more: More = {}): Promise<string[]> {
  const ids = await writeRecords(
    Array.from({ length: count }, (_, n) => ({
      action: "server.describe",
      targetKind: "server",
      targetId: `server-${n}`,
      ...more,
    })),
  );
  await settle();
  return ids;
}

/** As two people would have made it, with nothing sent of this test's records. */
export async function newSink({ config, filter = {} }: { config: object; filter?: object }) {
  const id = randomUUID();
  const whole = SinkConfig.parse({ format: "json", timeoutMs: 1_000, ...config });
  await asOwner(async (client) => {
    await client.query("SET LOCAL session_replication_role = replica");
    await client.query(
      `INSERT INTO "AuditSink" ("id", "name", "kind", "config", "sealedSecret", "format", "filter", "start", "position", "createdAt")
      VALUES ($1::uuid, $1::text, $2, $3, $4, 'json', $5, $6, $6, now())`,
      [id, whole.kind, whole, sealSinkSecrets({ signingSecret: SECRET }, id), filter, base],
    );
  });
  return id;
}

export const webhookTo = (receiver: WebhookBatchReceiver, filter?: object) =>
  newSink({
    config: { kind: "webhook", url: receiver.url, allowedHosts: [receiver.host] },
    ...(filter ? { filter } : {}),
  });

export async function rowOf(id: string): Promise<SinkRow> {
  const row = await readSink(sql, id);
  if (!row) throw new Error("The sink is gone.");
  return row;
}

export async function step(id: string) {
  return shipSink(sql, await rowOf(id), new AbortController().signal);
}

export async function shipped(id: string, times = 40) {
  for (let n = 0; n < times; n += 1) {
    const { moved, failed } = await step(id);
    if (!moved && !failed) return;
  }
}

/** A piece of what is to be sent again. */
export async function replayed(id: string, took = false) {
  const { signal } = new AbortController();
  return replayLetters(sql, await rowOf(id), { signal, took });
}

export async function receiving<T>(work: (receiver: WebhookBatchReceiver) => Promise<T>) {
  const receiver = new WebhookBatchReceiver(SECRET);
  await receiver.listen();
  try {
    return await work(receiver);
  } finally {
    await receiver.close();
  }
}

/** Ids of the records that arrived, in their order. */
export const arrived = (receiver: WebhookBatchReceiver): string[] =>
  receiver.ids().filter((id) => !id.startsWith("checkpoint-"));
