import { defineCommand } from "#lib/verbs/define-command.ts";
import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { atOfLeaf } from "#lib/audit/at-of-leaf.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { dayBefore, dayOf } from "./core/days.ts";
import { countRecords } from "./core/seq-ranges.ts";
import { comparedBy, type SinkKind } from "./core/sink-kinds.ts";
import { NoteReconciliationInput } from "./schemas.ts";
import { sendAgain } from "./send-again.ts";

/** So many ranges are named in the record; all of them are sent again. */
const MOST_NAMED = 50;

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

// With a list: nothing up to a day waits any more. It was compared, or the record says that it was left
// out. What arrived meanwhile was not looked at: it is of the day of the first leaf that was not sent then, or later.
const DONE_WITH = {
  text: `
  WITH seen AS (
    SELECT s."id", CASE WHEN s."lastSentAt" >= $3::timestamptz
      THEN least($2::date + 1, (${atOfLeaf("$4::bigint")} AT TIME ZONE 'UTC')::date) ELSE $2::date + 1 END AS "next",
      s."lastSentAt" >= $3::timestamptz OR s."uncomparedThrough" > $2::date AS "waits"
    FROM "AuditSink" s WHERE s."id" = $1::uuid AND s."uncomparedFrom" <= $2::date
      AND NOT EXISTS (SELECT 1 FROM "AuditSinkLetter" l WHERE l."sinkId" = s."id" AND l."replayedAt" >= $3::timestamptz))
  UPDATE "AuditSink" s SET
    "uncomparedSince" = CASE WHEN seen."waits"
      THEN greatest(s."uncomparedSince", seen."next"::timestamp AT TIME ZONE 'UTC') END,
    "uncomparedFrom" = CASE WHEN seen."waits" THEN greatest(s."uncomparedFrom", seen."next") END,
    "uncomparedThrough" = CASE WHEN seen."waits" THEN s."uncomparedThrough" END
  FROM seen WHERE s."id" = seen."id"`,
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
    if (missing.length > 0) await sendAgain(tx, sinkId, { missing, now: ctx.now });
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
  seen?: { readAt: Date; position: number; isAll: boolean } | undefined;
};

type Row = { start: bigint; kind: SinkKind };

async function markCompared(tx: Tx, now: Date, compared: Compared): Promise<void> {
  const { sinkId, comparedTo, letters } = compared;
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT "start", "kind" FROM "AuditSink" WHERE "id" = ${sinkId}::uuid FOR UPDATE`;
  const { count } = await tx.auditSinkLetter.updateMany({
    where: { sinkId, id: { in: letters }, comparedAt: null },
    data: { comparedAt: now },
  });
  if (!row || count !== letters.length || !isAsItWas(row, compared))
    throw new AppError("conflict", "The sink was changed meanwhile: compare again.");
  if (comparedTo !== undefined) await sqlOf(tx)(COMPARED, [sinkId, comparedTo]);
  if (comparedBy(row.kind) === "list") await endWaiting(tx, now, compared);
}

/** The letters of a night may be of before the present settings: they went by them. */
const isAsItWas = ({ start }: Row, { from, letters, days }: Compared): boolean =>
  (days === undefined && letters.length > 0) || start <= from;

/** Where there were more letters than are looked at, the days go on waiting. */
async function endWaiting(tx: Tx, now: Date, { sinkId, days, seen }: Compared): Promise<void> {
  if (!days || !seen?.isAll) return;
  await sqlOf(tx)(DONE_WITH, [sinkId, lastWhole(days.to, now), seen.readAt, seen.position]);
}

/** Of today more may be sent. */
function lastWhole(day: string, now: Date): string {
  const yesterday = dayBefore(dayOf(now));
  return day < yesterday ? day : yesterday;
}
