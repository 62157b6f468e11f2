import type { Sql } from "#lib/db/transaction-sql.ts";
import { MOST_LEAVES, nextLeaves } from "../core/circuit.ts";
import { moveLetterOn, type Letter } from "./note-result.ts";
import { sendLeaves, type SentLeaves } from "./send-leaves.ts";
import { targetOf, type SinkRow } from "./sink-row.ts";

/** How many records of a letter the next call to a sink holds; forgotten when the process ends. */
const sizes = new Map<string, number>();

const ASKED = {
  text: `
  SELECT "id"::text AS "id", "firstLeaf"::float8 AS "firstLeaf", "count", "sent" FROM "AuditSinkLetter"
  WHERE "sinkId" = $1::uuid AND "askedAt" IS NOT NULL AND "replayedAt" IS NULL ORDER BY "firstLeaf" LIMIT 1`,
};
// One record of it becomes a letter of its own, that waits for somebody.
const SET_ASIDE = {
  text: `
  WITH sent AS (
    UPDATE "AuditSinkLetter" SET "sent" = $2 + 1, "attempts" = "attempts" + 1,
      "replayedAt" = CASE WHEN $2 + 1 = "count" THEN clock_timestamp() END
    WHERE "id" = $1::uuid AND "sent" = $2 AND "replayedAt" IS NULL RETURNING "sinkId", "firstLeaf")
  INSERT INTO "AuditSinkLetter" ("id", "sinkId", "firstLeaf", "count", "cause", "reason", "attempts", "at")
  SELECT gen_random_uuid(), sent."sinkId", sent."firstLeaf" + $2, 1, 'refused', $3, 1, clock_timestamp() FROM sent`,
};
const REFUSED = {
  text: `UPDATE "AuditSinkLetter" SET "askedAt" = NULL, "attempts" = "attempts" + 1, "reason" = $2 WHERE "id" = $1::uuid`,
};

type Replaying = {
  signal: AbortSignal;
  /** The sink took a record just now. */
  took: boolean;
};
type Replayed = { moved: boolean; failed: boolean };

/**
 * Sends a piece of the first dead letter that somebody, or a comparison, asked for. A failure leaves
 * it asked for, and the sink rests; a record that is refused alone waits for somebody again.
 */
export async function replayLetters(
  sql: Sql,
  row: SinkRow,
  { signal, took }: Replaying,
): Promise<Replayed> {
  const [letter] = await sql<Letter>(ASKED, [row.id]);
  if (!letter) return { moved: false, failed: false };
  const first = letter.firstLeaf + letter.sent;
  const most = sizes.get(row.id) ?? MOST_LEAVES;
  const piece = Math.min(most, letter.count - letter.sent);
  const sending = { target: targetOf(row), signal };
  const result = await sendLeaves(sql, { from: first, to: first + piece }, sending);
  const { isDone, retry } = result;
  sizes.set(row.id, isDone ? nextLeaves(most, false) : nextLeaves(piece, true, 1));
  if (retry && piece === 1 && !signal.aborted && isItsOwn(retry, took)) {
    await giveUp(sql, letter, retry.reason);
    return { moved: true, failed: false };
  }
  await moveLetterOn(sql, row, { letter, sent: result });
  return { moved: result.next > first, failed: !isDone };
}

/** Whether it is the record's fault that it was not taken, and not the sink's. */
const isItsOwn = ({ refused, afterMs }: NonNullable<SentLeaves["retry"]>, took: boolean): boolean =>
  refused !== undefined || (took && afterMs === undefined);

/** The record at which it is, alone. */
async function giveUp(sql: Sql, { id, count, sent }: Letter, reason: string): Promise<void> {
  if (count === 1) await sql(REFUSED, [id, reason]);
  else await sql(SET_ASIDE, [id, sent, reason]);
}
