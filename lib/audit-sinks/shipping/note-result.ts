import type { Sql } from "#lib/db/transaction-sql.ts";
import { pauseMs } from "../core/circuit.ts";
import type { SendResult } from "../core/send-result.ts";
import type { SentLeaves } from "./send-leaves.ts";
import type { SinkRow } from "./sink-row.ts";

const STATE = `"failures" = $2, "openUntil" = clock_timestamp() + $3 * interval '1 millisecond', "lastError" = $4,
  "lastSentAt" = CASE WHEN $5 THEN clock_timestamp() ELSE "lastSentAt" END,
  "uncomparedSince" = CASE WHEN $9::date IS NULL THEN "uncomparedSince" ELSE coalesce("uncomparedSince", clock_timestamp()) END,
  "uncomparedFrom" = least("uncomparedFrom", $9::date), "uncomparedThrough" = greatest("uncomparedThrough", $10::date)`;
// INVARIANT: what went by former settings says nothing about the present ones, and is sent by them again.
const AS_IT_WAS = `"id" = $1::uuid AND "config" = $6::jsonb AND "filter" = $7::jsonb AND "sealedSecret" IS NOT DISTINCT FROM $8`;

const MOVE = {
  text: `
  WITH moved AS (
    UPDATE "AuditSink" SET ${STATE}, "position" = $12 WHERE ${AS_IT_WAS} AND "position" = $11 RETURNING "id")
  INSERT INTO "AuditSinkLetter" ("id", "sinkId", "firstLeaf", "count", "cause", "reason", "at")
  SELECT gen_random_uuid(), moved."id", l."leaf", 1, 'refused', l."reason", clock_timestamp()
  FROM moved, unnest($13::bigint[], $14::text[]) l("leaf", "reason")`,
};
// What of it will never be taken becomes a letter of its own, that waits for somebody.
const LETTER = {
  text: `
  WITH kept AS (UPDATE "AuditSink" SET ${STATE} WHERE ${AS_IT_WAS} RETURNING "id"),
  sent AS (
    UPDATE "AuditSinkLetter" l SET "sent" = $13, "attempts" = "attempts" + 1,
      "replayedAt" = CASE WHEN $13 = "count" THEN clock_timestamp() END
    FROM kept WHERE l."sinkId" = kept."id" AND l."id" = $11::uuid AND l."sent" = $12 AND l."replayedAt" IS NULL
    RETURNING l."sinkId")
  INSERT INTO "AuditSinkLetter" ("id", "sinkId", "firstLeaf", "count", "cause", "reason", "attempts", "at")
  SELECT gen_random_uuid(), sent."sinkId", d."leaf", 1, 'refused', d."reason", 1, clock_timestamp()
  FROM sent, unnest($14::bigint[], $15::text[]) d("leaf", "reason")`,
};
const NOTE = { text: `UPDATE "AuditSink" SET ${STATE} WHERE ${AS_IT_WAS}` };
const TOLD = {
  text: `UPDATE "AuditSink" SET "checkpointSize" = greatest("checkpointSize", $2) WHERE "id" = $1::uuid`,
};

type Result = Pick<SendResult, "retry" | "accepted"> & Partial<Pick<SentLeaves, "arrived">>;

/** The sink as it was before, and what came of sending to it: after a failure it rests. */
function stateOf(row: SinkRow, { retry, accepted, arrived }: Result) {
  const { id, config, filter, sealedSecret } = row;
  const failures = retry === null ? 0 : row.failures + 1;
  const pause = retry === null ? null : pauseMs(failures, Math.random(), retry.afterMs);
  const state = [id, failures, pause, retry?.reason ?? null, accepted > 0];
  const settings = [JSON.stringify(config), JSON.stringify(filter), sealedSecret];
  return [...state, ...settings, arrived?.from ?? null, arrived?.to ?? null];
}

/**
 * Moves the position on, with what is dead in between; not when somebody else has moved it, or the
 * sink was changed meanwhile.
 */
export async function moveOn(sql: Sql, row: SinkRow, sent: SentLeaves): Promise<void> {
  const { next, dead } = sent;
  await sql(MOVE, [
    ...stateOf(row, sent),
    row.position,
    next,
    dead.map(({ leaf }) => leaf),
    dead.map(({ reason }) => reason),
  ]);
}

export type Letter = { id: string; firstLeaf: number; count: number; sent: number };

/** The same for a piece of a letter, whose records it was sent again. */
export async function moveLetterOn(
  sql: Sql,
  row: SinkRow,
  { letter, sent }: { letter: Letter; sent: SentLeaves },
): Promise<void> {
  const { next, dead } = sent;
  await sql(LETTER, [
    ...stateOf(row, sent),
    letter.id,
    letter.sent,
    next - letter.firstLeaf,
    dead.map(({ leaf }) => leaf),
    dead.map(({ reason }) => reason),
  ]);
}

/** The same for what is no part of its position. */
export async function noteResult(sql: Sql, row: SinkRow, result: Result): Promise<void> {
  await sql(NOTE, stateOf(row, result));
}

export async function noteTold(sql: Sql, { id }: SinkRow, size: number): Promise<void> {
  await sql(TOLD, [id, size]);
}
