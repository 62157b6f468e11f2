import { parseCheckpoint } from "#lib/audit/tree/checkpoint.ts";
import { withCosignatures } from "#lib/audit/tree/cosignature.ts";
import { parseNote } from "#lib/audit/tree/note.ts";
import type { Sql } from "#lib/db/transaction-sql.ts";
import type { CheckpointEvent } from "../core/sink-event.ts";
import { sendBatch } from "../transports/send-batch.ts";
import type { SinkTarget } from "../transports/sink-target.ts";
import { noteResult, noteTold } from "./note-result.ts";
import type { SinkRow } from "./sink-row.ts";

/** A sink that has more to get is told this often. */
const EVERY_MS = 10_000;
/** When a sink was last told, by its id; forgotten when the process ends. */
const told = new Map<string, number>();

const NEWEST = {
  text: `
  SELECT c."size"::float8 AS "size", c."at", c."note",
    coalesce((SELECT array_agg(a."detail") FROM "AuditAnchor" a
      WHERE a."size" = c."size" AND a."anchor" = 'witness' AND a."state" = 'done'), '{}') AS "cosigned"
  FROM "AuditCheckpoint" c WHERE c."size" > $1 AND c."size" <= $2 ORDER BY c."size" DESC LIMIT 1`,
};
type Found = { size: number; at: Date; note: string; cosigned: string[] };

type Sending = { target: SinkTarget; signal: AbortSignal };

/**
 * The newest signed state of the log over what the sink has, unless it was told of it: from it, it
 * can hold us to it. False when the sink failed.
 */
export async function sendCheckpoint(
  sql: Sql,
  row: SinkRow,
  { target, signal }: Sending,
): Promise<boolean> {
  const [found] = await sql<Found>(NEWEST, [row.checkpointSize, row.position]);
  if (!found) return true;
  const result = await sendBatch([eventOf(found)], target, signal);
  await noteResult(sql, row, { ...result, accepted: 0 });
  if (result.accepted > 0) {
    await noteTold(sql, row, found.size);
    told.set(row.id, Date.now());
  }
  return result.retry === null;
}

/** For a sink that may never have everything: now and then, of what was signed since it began. */
export async function sendCheckpointInBetween(
  sql: Sql,
  row: SinkRow,
  sending: Sending,
): Promise<boolean> {
  if (Date.now() - (told.get(row.id) ?? 0) < EVERY_MS) return true;
  const checkpointSize = Math.max(row.checkpointSize, row.start);
  return sendCheckpoint(sql, { ...row, checkpointSize }, sending);
}

function eventOf({ size, at, note, cosigned }: Found): CheckpointEvent {
  const { origin, root } = parseCheckpoint(parseNote(note).text);
  return {
    type: "checkpoint",
    at: at.toISOString(),
    origin,
    size,
    root: root.toString("base64"),
    note: withCosignatures(note, cosigned),
  };
}
