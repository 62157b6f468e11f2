import type { Sql } from "#lib/db/transaction-sql.ts";
import { MOST_LEAVES, nextLeaves } from "../core/circuit.ts";
import { moveOn } from "./note-result.ts";
import { sendCheckpoint, sendCheckpointInBetween } from "./send-checkpoint.ts";
import { sendLeaves } from "./send-leaves.ts";
import { filterOf, targetOf, type SinkRow } from "./sink-row.ts";

/** How many leaves the next step of a sink looks at; forgotten when the process ends. */
const sizes = new Map<string, number>();

/** `took`: the receiver took a record in it. */
export type Step = { moved: boolean; failed: boolean; took: boolean };

/**
 * Sends what a sink has not got yet, a batch of it. What it took is behind its position; what it
 * would never take is kept as a dead letter, in the statement that moves on past it. A failure
 * leaves everything as it is, and the sink rests. Nobody else may be sending to it meanwhile.
 */
export async function shipSink(sql: Sql, row: SinkRow, signal: AbortSignal): Promise<Step> {
  const sending = { target: targetOf(row), signal };
  const [tree] = await sql<{ size: number }>(
    { text: `SELECT "size"::float8 AS "size" FROM "AuditTree"` },
    [],
  );
  const size = tree?.size ?? 0;
  if (row.position >= size)
    return { moved: false, failed: !(await sendCheckpoint(sql, row, sending)), took: false };
  const leaves = sizes.get(row.id) ?? MOST_LEAVES;
  const to = Math.min(size, row.position + leaves);
  const sent = await sendLeaves(sql, { from: row.position, to, filter: filterOf(row) }, sending);
  const { isDone, next } = sent;
  sizes.set(row.id, nextLeaves(leaves, !isDone));
  await moveOn(sql, row, sent);
  const isTold =
    !isDone ||
    (await sendCheckpointInBetween(sql, { ...row, position: next, failures: 0 }, sending));
  return {
    moved: next > row.position,
    failed: !isDone || !isTold,
    took: sent.accepted > sent.dead.length,
  };
}
