import { parseCheckpoint } from "#lib/audit/tree/checkpoint.ts";
import { withCosignatures } from "#lib/audit/tree/cosignature.ts";
import { parseNote } from "#lib/audit/tree/note.ts";
import type { SequencedRecord } from "#lib/audit/core/record.ts";
import type { Sql } from "#lib/db/transaction-sql.ts";
import { MOST_LEAVES, nextLeaves, pauseMs } from "../core/circuit.ts";
import type { SendResult } from "../core/send-result.ts";
import { letsThrough } from "../core/sink-filter.ts";
import type { SinkEvent } from "../core/sink-event.ts";
import { sendBatch } from "../transports/send-batch.ts";
import { isRecord, type SinkTarget } from "../transports/sink-target.ts";
import { readPeople, readRecords } from "./read-records.ts";
import { filterOf, targetOf, type SinkRow } from "./sink-row.ts";

/** How many leaves the next step of a sink looks at; forgotten when the process ends. */
const sizes = new Map<string, number>();

export type Step = { moved: boolean; failed: boolean };
const REST: Step = { moved: false, failed: false };

const MOVE = {
  text: `
  WITH moved AS (
    UPDATE "AuditSink" SET "position" = $3, "failures" = $4, "openUntil" = clock_timestamp() + $5 * interval '1 millisecond',
      "lastError" = $6, "lastSentAt" = CASE WHEN $7 THEN clock_timestamp() ELSE "lastSentAt" END
    WHERE "id" = $1::uuid AND "position" = $2 RETURNING "id")
  INSERT INTO "AuditSinkLetter" ("id", "sinkId", "firstLeaf", "count", "cause", "reason", "at")
  SELECT gen_random_uuid(), moved."id", l."leaf", 1, 'refused', l."reason", clock_timestamp()
  FROM moved, unnest($8::bigint[], $9::text[]) l("leaf", "reason")`,
};

/**
 * Sends what a sink has not got yet, a batch of it. What it took is behind its position; what it
 * would never take is kept as a dead letter, in the statement that moves on past it. A failure
 * leaves everything as it is, and the sink rests. Nobody else may be sending to it meanwhile.
 */
export async function shipSink(sql: Sql, row: SinkRow, signal: AbortSignal): Promise<Step> {
  const target = targetOf(row);
  const [tree] = await sql<{ size: number }>(
    { text: `SELECT "size"::float8 AS "size" FROM "AuditTree"` },
    [],
  );
  const size = tree?.size ?? 0;
  if (row.position >= size) return sendCheckpoint(sql, row, { target, signal });
  const leaves = sizes.get(row.id) ?? MOST_LEAVES;
  const to = Math.min(size, row.position + leaves);
  const filter = filterOf(row);
  const wanted = (await readRecords(sql, row.position, to)).filter((one) =>
    letsThrough(filter, one),
  );
  const people = await readPeople(sql, wanted);
  const events = wanted.map((record): SinkEvent => ({ type: "record", record, people }));
  const result: SendResult =
    events.length === 0 ? { accepted: 0, retry: null } : await sendBatch(events, target, signal);
  const done = result.accepted >= events.length && result.retry === null;
  sizes.set(row.id, nextLeaves(leaves, !done));
  const position = done ? to : leafOf(events[result.accepted], row.position);
  await move(sql, row, { result, position, letters: lettersOf(events, result) });
  return { moved: position > row.position, failed: !done };
}

const leafOf = (event: SinkEvent | undefined, otherwise: number) =>
  event && isRecord(event) ? event.record.leaf : otherwise;

type Letter = { record: SequencedRecord; reason: string };

function lettersOf(events: readonly SinkEvent[], { rejected = [] }: SendResult): Letter[] {
  return rejected.flatMap(({ index, reason }) => {
    const event = events[index];
    return event && isRecord(event) ? [{ record: event.record, reason }] : [];
  });
}

type Move = { result: SendResult; position: number; letters: readonly Letter[] };

async function move(sql: Sql, row: SinkRow, { result, position, letters }: Move): Promise<void> {
  const { retry, accepted } = result;
  const failures = retry === null ? 0 : row.failures + 1;
  const pause = retry === null ? null : pauseMs(failures, Math.random(), retry.afterMs);
  await sql(MOVE, [
    row.id,
    row.position,
    position,
    failures,
    pause,
    retry?.reason ?? null,
    accepted > 0,
    letters.map(({ record }) => record.leaf),
    letters.map(({ reason }) => reason),
  ]);
}

const NEWEST = {
  text: `
  SELECT c."size"::float8 AS "size", c."at", c."note",
    coalesce((SELECT array_agg(a."detail") FROM "AuditAnchor" a
      WHERE a."size" = c."size" AND a."anchor" = 'witness' AND a."state" = 'done'), '{}') AS "cosigned"
  FROM "AuditCheckpoint" c WHERE c."size" > $1 AND c."size" <= $2 ORDER BY c."size" DESC LIMIT 1`,
};
const NOTED = {
  text: `
  UPDATE "AuditSink" SET "checkpointSize" = greatest("checkpointSize", $2), "failures" = $3,
    "openUntil" = clock_timestamp() + $4 * interval '1 millisecond', "lastError" = $5 WHERE "id" = $1::uuid`,
};

/** A sink that has every record is told the signed state of the log: from it, it can hold us to it. */
async function sendCheckpoint(
  sql: Sql,
  row: SinkRow,
  { target, signal }: { target: SinkTarget; signal: AbortSignal },
): Promise<Step> {
  const [found] = await sql<{ size: number; at: Date; note: string; cosigned: string[] }>(NEWEST, [
    row.checkpointSize,
    row.position,
  ]);
  if (!found) return REST;
  const { origin, root } = parseCheckpoint(parseNote(found.note).text);
  const event: SinkEvent = {
    type: "checkpoint",
    at: found.at.toISOString(),
    origin,
    size: found.size,
    root: root.toString("base64"),
    note: withCosignatures(found.note, found.cosigned),
  };
  const { accepted, retry } = await sendBatch([event], target, signal);
  const failures = retry === null ? 0 : row.failures + 1;
  await sql(NOTED, [
    row.id,
    accepted > 0 ? found.size : 0,
    failures,
    retry === null ? null : pauseMs(failures, Math.random(), retry.afterMs),
    retry?.reason ?? null,
  ]);
  return { moved: false, failed: retry !== null };
}
