import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";

/**
 * Records from a sink's position on that retention has removed, as far as its filter lets their kind
 * through (`s`: the sink). A sink that is switched on keeps what it has not got from being removed.
 */
export const REMOVED_BY_AGE = `(
  SELECT coalesce(sum(p."firstLeaf" + p."count" - greatest(p."firstLeaf", s."position")), 0) FROM "AuditPruned" p
  WHERE p."firstLeaf" >= coalesce((SELECT max(q."firstLeaf") FROM "AuditPruned" q WHERE q."firstLeaf" <= s."position"), 0)
    AND p."firstLeaf" + p."count" > s."position"
    AND (coalesce(jsonb_array_length(s."filter"->'kinds'), 0) = 0 OR s."filter"->'kinds' ? p."kind"))`;

const COUNT = {
  text: `
  WITH gone AS (SELECT s."id", ${REMOVED_BY_AGE} AS "records" FROM "AuditSink" s WHERE s."id" = $1::uuid)
  UPDATE "AuditSink" s SET "lost" = greatest(0, s."lost" + $2::int * gone."records") FROM gone WHERE s."id" = gone."id"
  RETURNING gone."records"::float8 AS "records"`,
};

/**
 * Counts what a sink that begins, or is switched on again, will never get: a step of that change. What it
 * has not come to is counted anew after it was switched off, and so no more as lost before.
 * INVARIANT: whoever removes records after this has seen whether the sink is on: both take this lock.
 */
export async function countRemovedByAge(
  tx: Tx,
  sinkId: string,
  isOn: boolean,
): Promise<{ removedByAge?: number }> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse.audit_hold'))::text`;
  const [gone] = await sqlOf(tx)<{ records: number }>(COUNT, [sinkId, isOn ? 1 : -1]);
  return isOn && gone && gone.records > 0 ? { removedByAge: gone.records } : {};
}
