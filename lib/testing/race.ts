import { setTimeout as sleep } from "node:timers/promises";
import { db, type Tx } from "#lib/db/client.ts";

type Table = "Server" | "Request" | "Retirement" | "AuditChange";

/** Races on a server's row. */
export const raceOnServer = (id: string, contenders: (() => Promise<unknown>)[]) =>
  raceOnRow("Server", id, contenders);

/**
 * Makes a race certain instead of likely: holds a row until every contender waits for it, then
 * lets them all go.
 */
export const raceOnRow = (table: Table, id: string, contenders: (() => Promise<unknown>)[]) =>
  raceBehind(
    (tx) => tx.$queryRawUnsafe(`SELECT id FROM "${table}" WHERE id = $1::uuid FOR UPDATE`, id),
    contenders,
  );

/** The same on an advisory lock, by the text that it is the hash of. */
export const raceOnLock = (name: string, contenders: (() => Promise<unknown>)[]) =>
  raceBehind(
    (tx) => tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))::text`,
    contenders,
  );

async function raceBehind(
  hold: (tx: Tx) => Promise<unknown>,
  contenders: (() => Promise<unknown>)[],
) {
  const { settled } = await db.$transaction(async (tx) => {
    await hold(tx);
    const settled = Promise.allSettled(contenders.map((start) => start()));
    for (let waiting = 0; waiting < contenders.length; await sleep(10)) {
      const [row] = await db.$queryRaw<{ n: bigint }[]>`
        SELECT count(*) AS n FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      waiting = Number(row?.n ?? 0);
    }
    return { settled };
  });
  return settled;
}
