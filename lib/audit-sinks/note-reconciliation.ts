import { defineCommand } from "#lib/verbs/define-command.ts";
import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { atOfLeaf } from "#lib/audit/at-of-leaf.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { countRecords } from "./core/seq-ranges.ts";
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

// The first that is left was not sent before it was written.
const COMPARED = {
  text: `
  UPDATE "AuditSink" SET "comparedTo" = $2::bigint, "uncomparedSince" =
    CASE WHEN "uncomparedSince" IS NOT NULL AND $2::bigint < "position"
      THEN greatest("uncomparedSince", ${atOfLeaf("$2::bigint")}) END
  WHERE "id" = $1::uuid AND "comparedTo" < $2::bigint`,
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
    const { sinkId, from, to, found, repeats, unreadable, missing } = compared;
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
};

async function markCompared(tx: Tx, now: Date, compared: Compared): Promise<void> {
  const { sinkId, comparedTo, letters } = compared;
  const [row] = await tx.$queryRaw<{ start: bigint }[]>`
    SELECT "start" FROM "AuditSink" WHERE "id" = ${sinkId}::uuid FOR UPDATE`;
  if (comparedTo !== undefined) await sqlOf(tx)(COMPARED, [sinkId, comparedTo]);
  const { count } = await tx.auditSinkLetter.updateMany({
    where: { sinkId, id: { in: letters }, comparedAt: null },
    data: { comparedAt: now },
  });
  const isAsItWas =
    letters.length > 0 ? count === letters.length : row && row.start <= compared.from;
  if (!isAsItWas) throw new AppError("conflict", "The sink was changed meanwhile: compare again.");
}
