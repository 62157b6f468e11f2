import type { Sql } from "#lib/db/transaction-sql.ts";
import { pauseMs } from "../core/circuit.ts";
import type { SendResult } from "../core/send-result.ts";
import type { SentLeaves } from "./send-leaves.ts";
import type { SinkRow } from "./sink-row.ts";

const STATE = `"failures" = $2, "openUntil" = clock_timestamp() + $3 * interval '1 millisecond', "lastError" = $4,
  "lastSentAt" = CASE WHEN $5 THEN clock_timestamp() ELSE "lastSentAt" END`;

const MOVE = {
  text: `
  WITH moved AS (
    UPDATE "AuditSink" SET ${STATE}, "position" = $7 WHERE "id" = $1::uuid AND "position" = $6 RETURNING "id")
  INSERT INTO "AuditSinkLetter" ("id", "sinkId", "firstLeaf", "count", "cause", "reason", "at")
  SELECT gen_random_uuid(), moved."id", l."leaf", 1, 'refused', l."reason", clock_timestamp()
  FROM moved, unnest($8::bigint[], $9::text[]) l("leaf", "reason")`,
};
const NOTE = { text: `UPDATE "AuditSink" SET ${STATE} WHERE "id" = $1::uuid` };
const TOLD = {
  text: `UPDATE "AuditSink" SET "checkpointSize" = greatest("checkpointSize", $2) WHERE "id" = $1::uuid`,
};

/** The sink as it was before, and what came of sending to it: after a failure it rests. */
function stateOf({ id, failures: before }: SinkRow, { retry, accepted }: SendResult) {
  const failures = retry === null ? 0 : before + 1;
  const pause = retry === null ? null : pauseMs(failures, Math.random(), retry.afterMs);
  return [id, failures, pause, retry?.reason ?? null, accepted > 0];
}

/** Moves the position on, with what is dead in between; not when somebody else has moved it. */
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

/** The same for what is no part of its position. */
export async function noteResult(sql: Sql, row: SinkRow, result: SendResult): Promise<void> {
  await sql(NOTE, stateOf(row, result));
}

export async function noteTold(sql: Sql, { id }: SinkRow, size: number): Promise<void> {
  await sql(TOLD, [id, size]);
}
