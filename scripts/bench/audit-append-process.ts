import { appendEvents } from "#lib/audit/chain/append-events.ts";
import { startHeartbeat } from "#lib/audit/chain/heartbeat.ts";
import { nameWriters } from "#lib/audit/chain/lanes.ts";
import { recorded } from "#lib/audit/chain/recorded.ts";
import type { NewRecord } from "#lib/audit/chain/new-record.ts";
import { startSequencer, type Sequencer } from "#lib/audit/sequencer/start-sequencer.ts";
import { pool, sql, transact } from "#lib/db/client.ts";
import { sqlOf, type Sql } from "#lib/db/transaction-sql.ts";
import { recordMaker } from "./audit-records.ts";
import { benchKey } from "./audit-key.ts";
import { serveParent } from "./child.ts";

/** As many as ride in one commit of the product. */
export const BATCH = 200;

export type Side = "product" | "same" | "bare";
export type AppendJob = {
  /** `single`: each record in a transaction of its own, as a command's is. */
  way: "grouped" | "single";
  side: Side;
  kind: "event" | "call" | "command";
  /** Callers that wait for their record at the same time. */
  inFlight: number;
  durationMs: number;
};
export type AppendRun = { latencies: Float64Array; records: number; elapsedMs: number };

let make = recordMaker(0);
let heartbeat: ReturnType<typeof startHeartbeat> | null = null;
let sequencer: Sequencer | null = null;

const operations = {
  prepare: (number: number) => {
    make = recordMaker(number);
    nameWriters("web");
    heartbeat = startHeartbeat();
  },
  run,
  startSequencer: () => {
    sequencer ??= startSequencer({
      signer: benchKey().signer,
      checkpointMs: 10_000,
      publish: () => Promise.resolve(),
      noteKey: () => Promise.resolve(),
      alarm: (what) => {
        console.error(what);
        process.exit(1);
      },
    });
  },
  stopSequencer: async () => {
    await sequencer?.stop();
    sequencer = null;
  },
  close: async () => {
    await heartbeat?.stop();
    await pool.end();
  },
};
export type AppendOperations = typeof operations;
serveParent(operations);

async function run(job: AppendJob): Promise<AppendRun> {
  const send = senderOf(job);
  const latencies: number[] = [];
  let records = 0;
  const started = performance.now();
  const deadline = started + job.durationMs;
  // A plain writer fills its batches itself, on as many connections as the product commits on.
  const callers = job.way === "grouped" && job.side !== "product" ? 1 : job.inFlight;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < deadline) {
        const begun = performance.now();
        const sent = await send();
        latencies.push(performance.now() - begun);
        records += sent;
      }
    }),
  );
  return {
    latencies: Float64Array.from(latencies),
    records,
    elapsedMs: performance.now() - started,
  };
}

/** Writes once, and says how many records that were. */
function senderOf({ way, side, kind }: AppendJob): () => Promise<number> {
  const record = () => make(new Date(), kind);
  if (side === "product" && way === "grouped")
    return async () => {
      await appendEvents([record()]);
      return 1;
    };
  if (side === "product")
    return async () => {
      await recorded((_tx, append) => append([record()]));
      return 1;
    };
  const statement = side === "same" ? PLAIN_SAME : PLAIN_BARE;
  if (way === "grouped")
    return async () => {
      await insert(sql, statement, Array.from({ length: BATCH }, record));
      return BATCH;
    };
  return async () => {
    await transact((tx) => insert(sqlOf(tx), statement, [record()]));
    return 1;
  };
}

const COLUMNS = [
  ["writer", "text"],
  ["epoch", "int"],
  ["seq", "int"],
  ["id", "uuid"],
  ["at", "timestamptz"],
  ["kind", "text"],
  ["action", "text"],
  ["outcome", "text"],
  ["actorKind", "text"],
  ["actorId", "text"],
  ["actorName", "text"],
  ["credentialId", "text"],
  ["targetKind", "text"],
  ["targetId", "text"],
  ["requestId", "text"],
  ["traceId", "text"],
  ["before", "json"],
  ["after", "json"],
  ["commitment", "bytea"],
  ["prev", "bytea"],
  ["hash", "bytea"],
] as const;

const plain = (table: string) => ({
  name: `bench-${table}`,
  text: `insert into "${table}" (${COLUMNS.map(([name]) => `"${name}"`).join(", ")})
    select * from unnest(${COLUMNS.map(([, type], at) => `$${at + 1}::${type}[]`).join(", ")})`,
});
const PLAIN_SAME = plain("AuditPlain");
const PLAIN_BARE = plain("AuditBare");

// Bytes as those of a hash, which nobody computes.
const NO_HASH = Buffer.from("9f".repeat(32), "hex");
const writer = `plain-${process.pid}`;
let seq = 0;

/** The same rows, without a chain. */
async function insert(
  sqlTo: Sql,
  statement: { name: string; text: string },
  records: readonly NewRecord[],
): Promise<void> {
  const rows = records.map((record) => ({
    ...record,
    writer,
    epoch: 1,
    seq: (seq += 1),
    prev: NO_HASH,
    hash: NO_HASH,
  }));
  await sqlTo(
    statement,
    COLUMNS.map(([name]) => rows.map((row) => row[name])),
  );
}
