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

const ADD = {
  text: `
  WITH gone AS (SELECT s."id", ${REMOVED_BY_AGE} AS "records" FROM "AuditSink" s WHERE s."id" = $1::uuid)
  UPDATE "AuditSink" s SET "lost" = s."lost" + gone."records" FROM gone WHERE s."id" = gone."id"
  RETURNING gone."records"::float8 AS "records"`,
};

/**
 * Adds up what a sink that begins, or is switched on again, will never get: a step of that change.
 * INVARIANT: what is removed after it has seen the change: they wait for each other.
 */
export async function addRemovedByAge(tx: Tx, sinkId: string): Promise<{ removedByAge?: number }> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse.audit_hold'))::text`;
  const [gone] = await sqlOf(tx)<{ records: number }>(ADD, [sinkId]);
  return gone && gone.records > 0 ? { removedByAge: gone.records } : {};
}
