import pg from "pg";
import { env } from "#lib/config/env.ts";
import type { Sql } from "#lib/db/transaction-sql.ts";
import { pause } from "#lib/audit/sequencer/pause.ts";
import { log } from "#lib/telemetry/log.ts";
import { replayLetters } from "./replay-letters.ts";
import { shipSink } from "./ship-sink.ts";
import { DUE_SINKS, type SinkRow } from "./sink-row.ts";

const IDLE_MS = 1_000;
const LOCK = "gatehouse.audit_shipping";

export type Shipping = { stop(): Promise<void> };

/**
 * Ships the log to its sinks, for as long as the worker runs: each sink by itself, so that one that
 * hangs holds up none of the others, and never in the path of a request. One process at a time: who
 * holds the lock on its own connection; when that breaks, another one takes over, and at worst a
 * batch is sent twice, with the same ids.
 */
export function startShipping(): Shipping {
  const stopping = new AbortController();
  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        await shipWhileLocked(stopping.signal);
      } catch (error) {
        log.error("log-shipping", { error: String(error) });
      }
      await pause(2 * IDLE_MS, stopping.signal);
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function shipWhileLocked(signal: AbortSignal): Promise<void> {
  const client = new pg.Client({
    connectionString: env.databaseUrl ?? "",
    application_name: `gatehouse-shipping-${process.pid}`,
    connectionTimeoutMillis: 10_000,
    query_timeout: 60_000,
    keepAlive: true,
  });
  const lost = new AbortController();
  client.on("error", () => lost.abort());
  client.on("end", () => lost.abort());
  const until = AbortSignal.any([signal, lost.signal]);
  await client.connect();
  try {
    const { rows } = await client.query<{ held: boolean }>(
      `SELECT pg_try_advisory_lock(hashtext($1)) AS "held"`,
      [LOCK],
    );
    if (rows[0]?.held) await shipAll(inTurn(client), until);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** One statement at a time: several sinks share the connection that holds the lock. */
function inTurn(client: pg.Client): Sql {
  let last: Promise<unknown> = Promise.resolve();
  return <Row extends object>({ text }: { text: string }, values: readonly unknown[]) => {
    const next = last.then(async () => (await client.query<Row>(text, [...values])).rows);
    last = next.catch(() => undefined);
    return next;
  };
}

/** Sinks come and go while it runs: each is worked on by one task at a time, and by none after it. */
async function shipAll(sql: Sql, signal: AbortSignal): Promise<void> {
  const busy = new Map<string, Promise<void>>();
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  try {
    while (!signal.aborted) {
      for (const row of await sql<SinkRow>(DUE_SINKS, [])) {
        if (busy.has(row.id)) continue;
        const task = shipOne(sql, row, until).finally(() => busy.delete(row.id));
        busy.set(row.id, task);
      }
      await pause(IDLE_MS, signal);
    }
  } finally {
    over.abort();
    await Promise.allSettled(busy.values());
  }
}

/** Until it has everything, fails, or was changed: what it is, is read again before each batch. */
async function shipOne(sql: Sql, row: SinkRow, signal: AbortSignal): Promise<void> {
  try {
    let now: SinkRow | undefined = row;
    while (now && !signal.aborted && (await takeTurn(sql, now, signal)))
      now = await dueSink(sql, row.id);
  } catch (error) {
    if (!signal.aborted) await noteFailed(sql, row, error);
  }
}

/** Our own fault, such as secrets that do not open: the sink rests for a minute and says so. */
async function noteFailed(sql: Sql, { id, name }: SinkRow, error: unknown): Promise<void> {
  log.error("log-sink", { sink: name, error: String(error) });
  try {
    await sql(FAILED, [id, error instanceof Error ? error.message : String(error)]);
  } catch (unwritten) {
    // INVARIANT: nobody waits for the task of a sink: what it throws would end the process.
    log.error("log-sink", { sink: name, error: String(unwritten) });
  }
}

const FAILED = {
  text: `UPDATE "AuditSink" SET "failures" = "failures" + 1, "lastError" = $2, "openUntil" = clock_timestamp() + interval '1 minute' WHERE "id" = $1::uuid`,
};

/** New records first: what was dead once may fail again. False when it failed, or has everything. */
async function takeTurn(sql: Sql, row: SinkRow, signal: AbortSignal): Promise<boolean> {
  const { moved, failed, took } = await shipSink(sql, row, signal);
  if (failed) return false;
  const now = moved ? await dueSink(sql, row.id) : row;
  if (!now) return false;
  const replayed = await replayLetters(sql, now, { signal, took });
  return !replayed.failed && (moved || replayed.moved);
}

const dueSink = async (sql: Sql, id: string): Promise<SinkRow | undefined> =>
  (await sql<SinkRow>(DUE_SINKS, [])).find((row) => row.id === id);
