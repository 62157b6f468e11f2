import type { Sql } from "#lib/db/transaction-sql.ts";
import type { SinkEvent } from "../core/sink-event.ts";
import { sendBatch } from "../transports/send-batch.ts";
import { readPeople, readRecords } from "./read-records.ts";
import { targetOf, type SinkRow } from "./sink-row.ts";

const LETTERS = 50;

const ASKED = {
  text: `
  SELECT "id"::text AS "id", "firstLeaf"::float8 AS "firstLeaf", "count" FROM "AuditSinkLetter"
  WHERE "sinkId" = $1::uuid AND "askedAt" IS NOT NULL AND "replayedAt" IS NULL ORDER BY "firstLeaf" LIMIT ${LETTERS}`,
};
const SENT = {
  text: `UPDATE "AuditSinkLetter" SET "replayedAt" = clock_timestamp(), "attempts" = "attempts" + 1 WHERE "id" = $1::uuid`,
};
// Asked for once more by a person, or by the next reconciliation.
const REFUSED = {
  text: `UPDATE "AuditSinkLetter" SET "askedAt" = NULL, "attempts" = "attempts" + 1, "reason" = $2 WHERE "id" = $1::uuid`,
};

/**
 * Sends dead letters again that somebody, or a reconciliation, asked for. False when the sink failed:
 * what is left stays asked for.
 */
export async function replayLetters(sql: Sql, row: SinkRow, signal: AbortSignal): Promise<boolean> {
  const letters = await sql<{ id: string; firstLeaf: number; count: number }>(ASKED, [row.id]);
  const target = targetOf(row);
  for (const { id, firstLeaf, count } of letters) {
    const records = await readRecords(sql, firstLeaf, firstLeaf + count);
    const people = await readPeople(sql, records);
    const events = records.map((record): SinkEvent => ({ type: "record", record, people }));
    const { retry, rejected = [] } = await sendBatch(events, target, signal);
    const [first] = rejected;
    if (first) await sql(REFUSED, [id, first.reason]);
    // Alone in its batch, a record that is refused looks like a sink that refuses everything.
    else if (retry !== null && count === 1 && !signal.aborted && retry.afterMs === undefined) {
      await sql(REFUSED, [id, retry.reason]);
      return false;
    } else if (retry !== null) return false;
    else await sql(SENT, [id]);
  }
  return true;
}
