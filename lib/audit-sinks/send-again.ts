import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import type { SeqRange } from "./core/seq-ranges.ts";

const LEAVES = {
  text: `
  SELECT (b."firstLeaf" + greatest(m."from", b."firstSeq") - b."firstSeq")::float8 AS "leaf",
    (least(m."to", b."firstSeq" + b."count" - 1) - greatest(m."from", b."firstSeq") + 1)::int AS "count"
  FROM unnest($1::text[], $2::int[], $3::int[], $4::int[]) m("writer", "epoch", "from", "to")
  JOIN "AuditBatch" b ON b."writer" = m."writer" AND b."epoch" = m."epoch"
    AND b."firstSeq" <= m."to" AND b."firstSeq" + b."count" > m."from"
  ORDER BY 1`,
};
const MISSING = {
  text: `
  INSERT INTO "AuditSinkLetter" ("id", "sinkId", "firstLeaf", "count", "cause", "reason", "at", "askedAt")
  SELECT gen_random_uuid(), $1::uuid, l."leaf", l."count", 'missing', 'The other side does not have it.', $2::timestamptz, $2::timestamptz
  FROM unnest($3::bigint[], $4::int[]) l("leaf", "count")
  WHERE NOT EXISTS (SELECT 1 FROM "AuditSinkLetter" o
    WHERE o."sinkId" = $1::uuid AND o."firstLeaf" = l."leaf" AND o."replayedAt" IS NULL)`,
};

/** Records that a letter holds at most: it is read at once when it is compared. */
const MOST = 5_000;

type Missing = { missing: readonly SeqRange[]; now: Date };

/**
 * Step: has these records sent again. What lies beside each other in the tree is one letter, whoever
 * wrote it. What was asked for before and is not sent yet is not asked for twice.
 */
export async function sendAgain(tx: Tx, sinkId: string, { missing, now }: Missing): Promise<void> {
  const leaves = await sqlOf(tx)<{ leaf: number; count: number }>(LEAVES, [
    missing.map(({ writer }) => writer),
    missing.map(({ epoch }) => epoch),
    missing.map(({ from }) => from),
    missing.map(({ to }) => to),
  ]);
  const letters: typeof leaves = [];
  for (const { leaf, count } of leaves) {
    const last = letters.at(-1);
    const goesOn = last && last.leaf + last.count === leaf && last.count + count <= MOST;
    if (goesOn) last.count += count;
    else letters.push({ leaf, count });
  }
  await sqlOf(tx)(MISSING, [
    sinkId,
    now,
    letters.map(({ leaf }) => leaf),
    letters.map(({ count }) => count),
  ]);
}
