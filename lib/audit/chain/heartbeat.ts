import { sql } from "#lib/db/client.ts";
import { log } from "#lib/telemetry/log.ts";
import { appendEvents } from "./append-events.ts";
import { closeWriters } from "./close-writers.ts";
import { allLanes, noteTrouble } from "./lanes.ts";
import { ownRecord } from "./new-record.ts";

export const HEARTBEAT_MS = 15_000;
const LEASE_MS = 5_000;

const RENEW = {
  text: `
  UPDATE "AuditEpoch" e SET "leaseUntil" = clock_timestamp() + interval '20 seconds'
  FROM unnest($1::text[], $2::int[]) mine("writer", "epoch")
  WHERE e."writer" = mine."writer" AND e."epoch" = mine."epoch" AND e."sealedAt" IS NULL
  RETURNING e."writer", e."epoch"`,
};

/**
 * Keeps the chains of this process its own, and says every 15 s where each of them stands, so that
 * silence and a missing end are evidence. Returns what closes the chains.
 */
export function startHeartbeat(): { stop(): Promise<void> } {
  let stopped = false;
  let beats = 0;
  let running: Promise<void> = Promise.resolve();
  const beat = async () => {
    try {
      await renewLeases();
      if (beats % Math.round(HEARTBEAT_MS / LEASE_MS) === 0) await writeHeartbeat();
      beats += 1;
    } catch (error) {
      noteTrouble(error instanceof Error ? error.message : String(error));
      log.error("log-heartbeat", { error: String(error) });
    }
  };
  // One that waits for the database is not followed by a queue of others.
  let beating = false;
  const next = () => {
    if (stopped || beating) return;
    beating = true;
    running = beat().finally(() => (beating = false));
  };
  const timer = setInterval(next, LEASE_MS);
  next();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
      await closeWriters();
    },
  };
}

/** A chain that is not ours any more is let go before it is used again. */
async function renewLeases(): Promise<void> {
  const held = allLanes().flatMap(({ head }) => (head === null ? [] : [head]));
  if (held.length === 0) return;
  await sql(RENEW, [held.map(({ writer }) => writer), held.map(({ epoch }) => epoch)]);
}

async function writeHeartbeat(): Promise<void> {
  const [clock] = await sql<{ now: Date }>({ text: "SELECT clock_timestamp() AS now" }, []);
  const writers = allLanes().flatMap(({ head }) =>
    head === null ? [] : [{ ...head, hash: head.hash.toString("hex") }],
  );
  const target = writers[0]?.writer ?? "";
  const facts = { writers, databaseTime: clock?.now.toISOString() ?? "" };
  await appendEvents([ownRecord("log.heartbeat", target, facts)]);
}
