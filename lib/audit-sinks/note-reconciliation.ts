import { defineCommand } from "#lib/verbs/define-command.ts";
import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { atOfLeaf } from "#lib/audit/at-of-leaf.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { dayBefore, dayOf } from "./core/days.ts";
import { countRecords } from "./core/seq-ranges.ts";
import { comparedBy, type SinkKind } from "./core/sink-kinds.ts";
import { NoteReconciliationInput } from "./schemas.ts";

/** So many ranges are named in the record; all of them are sent again. */
const MOST_NAMED = 50;

// What was found missing before and is not sent yet is not asked for twice.
const MISSING = {
  text: `
  INSERT INTO "AuditSinkLetter" ("id", "sinkId", "firstLeaf", "count", "cause", "reason", "at", "askedAt")
  SELECT gen_random_uuid(), $1::uuid, l."leaf", l."count", 'missing', 'The other side does not have it.', $2::timestamptz, $2::timestamptz
  FROM (
    SELECT b."firstLeaf" + greatest(m."from", b."firstSeq") - b."firstSeq" AS "leaf",
      (least(m."to", b."firstSeq" + b."count" - 1) - greatest(m."from", b."firstSeq") + 1)::int AS "count"
    FROM unnest($3::text[], $4::int[], $5::int[], $6::int[]) m("writer", "epoch", "from", "to")
    JOIN "AuditBatch" b ON b."writer" = m."writer" AND b."epoch" = m."epoch"
      AND b."firstSeq" <= m."to" AND b."firstSeq" + b."count" > m."from") l
  WHERE NOT EXISTS (SELECT 1 FROM "AuditSinkLetter" o
    WHERE o."sinkId" = $1::uuid AND o."firstLeaf" = l."leaf" AND o."replayedAt" IS NULL)`,
};

// By the worker. The first that is left was not sent before it was written.
const COMPARED = {
  text: `
  UPDATE "AuditSink" SET "comparedTo" = $2::bigint,
    "uncomparedSince" = CASE WHEN $2::bigint < "position" AND "uncomparedSince" IS NOT NULL
      THEN greatest("uncomparedSince", ${atOfLeaf("$2::bigint")}) END,
    "uncomparedFrom" = CASE WHEN $2::bigint < "position" AND "uncomparedSince" IS NOT NULL
      THEN greatest("uncomparedFrom", (${atOfLeaf("$2::bigint")} AT TIME ZONE 'UTC')::date) END,
    "uncomparedThrough" = CASE WHEN $2::bigint < "position" THEN "uncomparedThrough" END
  WHERE "id" = $1::uuid AND "comparedTo" < $2::bigint`,
};

// With a list: nothing up to a day waits any more. It was compared, or the record says that it was left out.
const DONE_WITH = {
  text: `
  UPDATE "AuditSink" SET
    "uncomparedSince" = CASE WHEN "uncomparedThrough" > $2::date
      THEN greatest("uncomparedSince", ($2::date + 1)::timestamp AT TIME ZONE 'UTC') END,
    "uncomparedFrom" = CASE WHEN "uncomparedThrough" > $2::date THEN greatest("uncomparedFrom", $2::date + 1) END,
    "uncomparedThrough" = CASE WHEN "uncomparedThrough" > $2::date THEN "uncomparedThrough" END
  WHERE "id" = $1::uuid AND "uncomparedFrom" <= $2::date`,
};

/**
 * Records what a reconciliation found, and has what the other side misses sent again.
 * @throws AppError `conflict` when the sink was changed meanwhile: nobody knows what was compared.
 */
export const noteReconciliation = defineCommand({
  name: "noteReconciliation",
  permission: "audit.configure",
  input: NoteReconciliationInput,

  async run(tx, ctx, compared) {
    const { sinkId, from, to, found, repeats, unreadable, missing, days, leftOut } = compared;
    await markCompared(tx, ctx.now, compared);
    if (missing.length > 0)
      await sqlOf(tx)(MISSING, [
        sinkId,
        ctx.now,
        missing.map(({ writer }) => writer),
        missing.map(({ epoch }) => epoch),
        missing.map((range) => range.from),
        missing.map((range) => range.to),
      ]);
    const records = countRecords(missing);
    return {
      result: { missing: records },
      audit: [
        {
          action: "sink.reconcile",
          targetKind: "sink",
          targetId: sinkId,
          before: null,
          after: {
            from,
            to,
            found,
            repeats,
            unreadable,
            missing: records,
            ranges: missing.slice(0, MOST_NAMED),
            ...(days ? { days } : {}),
            ...(leftOut ? { leftOut } : {}),
          },
        },
      ],
    };
  },
});

type Compared = {
  sinkId: string;
  from: number;
  comparedTo?: number | undefined;
  letters: string[];
  days?: { to: string } | undefined;
};

async function markCompared(tx: Tx, now: Date, compared: Compared): Promise<void> {
  const { sinkId, comparedTo, letters, days } = compared;
  const [row] = await tx.$queryRaw<{ start: bigint; kind: SinkKind }[]>`
    SELECT "start", "kind" FROM "AuditSink" WHERE "id" = ${sinkId}::uuid FOR UPDATE`;
  if (comparedTo !== undefined) await sqlOf(tx)(COMPARED, [sinkId, comparedTo]);
  if (days && row && comparedBy(row.kind) === "list")
    await sqlOf(tx)(DONE_WITH, [sinkId, lastWhole(days.to, now)]);
  const { count } = await tx.auditSinkLetter.updateMany({
    where: { sinkId, id: { in: letters }, comparedAt: null },
    data: { comparedAt: now },
  });
  // The letters of a night may be of before the present settings: they went by them.
  const isNight = days === undefined && letters.length > 0;
  const isAsItWas = row && (isNight || row.start <= compared.from) && count === letters.length;
  if (!isAsItWas) throw new AppError("conflict", "The sink was changed meanwhile: compare again.");
}

/** Of today more may be sent. */
function lastWhole(day: string, now: Date): string {
  const yesterday = dayBefore(dayOf(now));
  return day < yesterday ? day : yesterday;
}
