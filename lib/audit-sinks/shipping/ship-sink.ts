import type { Sql } from "#lib/db/transaction-sql.ts";
import { MOST_LEAVES, nextLeaves } from "../core/circuit.ts";
import type { SinkTarget } from "../transports/sink-target.ts";
import { findWitness } from "./find-witness.ts";
import { moveOn } from "./note-result.ts";
import { sendCheckpoint, sendCheckpointInBetween } from "./send-checkpoint.ts";
import { sendLeaves, type Leaves, type SentLeaves } from "./send-leaves.ts";
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
  const sent = await sendNext(sql, row, { size, ...sending });
  const { isDone, next } = sent;
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

type Sending = { target: SinkTarget; signal: AbortSignal };

async function sendNext(sql: Sql, row: SinkRow, { size, ...sending }: Sending & { size: number }) {
  const most = sizes.get(row.id) ?? MOST_LEAVES;
  const to = Math.min(size, row.position + most);
  const leaves = { from: row.position, to, filter: filterOf(row) };
  const sent = await sendLeaves(sql, leaves, sending);
  // What is refused alone would be refused in a smaller batch too.
  if (sent.refusedTo !== null) return sendRefused(sql, { leaves, sent, size }, sending);
  sizes.set(row.id, nextLeaves(most, !sent.isDone));
  return sent;
}

const WHOSE_FAULT =
  "Nothing is set aside until it has taken a later record: the fault may be in the sink's settings.";

type Refused = { leaves: Required<Omit<Leaves, "witness">>; sent: SentLeaves; size: number };

/** Again, once the receiver has taken a later record: what it still refuses is dead. */
async function sendRefused(
  sql: Sql,
  { leaves, sent, size }: Refused,
  sending: Sending,
): Promise<SentLeaves> {
  const behind = { ...leaves, from: sent.refusedTo ?? leaves.to, to: size };
  const { witness, retry } = await findWitness(sql, behind, sending);
  if (!witness)
    return { ...sent, retry: retry ?? { reason: `${sent.retry?.reason ?? ""} ${WHOSE_FAULT}` } };
  return sendLeaves(sql, { ...leaves, to: Math.min(leaves.to, witness.leaf), witness }, sending);
}
