import type pg from "pg";
import type { ChainState } from "./chain-check.ts";
import type { Problem } from "./problem.ts";

/**
 * What reading all batches and all open epochs does not see: batches that overlap or leave a gap,
 * and records beside them, which nobody reads who follows the chains, and everybody who asks the log.
 */
export async function checkPlaces(client: pg.Client, read: ChainState): Promise<Problem[]> {
  const { rows: batches } = await client.query<Problem>(BATCHES);
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::float8 AS "count" FROM "AuditEvent"`,
  );
  const pruned = read.pruned.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const more = (rows[0]?.count ?? 0) - (read.records - pruned);
  if (more <= 0) return batches;
  const { rows: beside } = await client.query<Problem>(BESIDE);
  const what = `there are ${more} records more than stand in the chains that were read`;
  return [...batches, ...(beside.length > 0 ? beside : [{ what }])];
}

const BATCHES = `
  SELECT b."writer", b."epoch", 'the batch at leaf ' || b."firstLeaf" || ' does not follow the one before it' AS "what"
  FROM (SELECT *, lag("firstLeaf" + "count", 1, 0::bigint) OVER (ORDER BY "firstLeaf") AS "end" FROM "AuditBatch") b
  WHERE b."firstLeaf" <> b."end" ORDER BY b."firstLeaf" LIMIT 100`;

const BESIDE = `
  SELECT a."writer", a."epoch", a."seq", a."id"::text AS "id", 'it belongs to no chain: no writer has such an epoch, or it was closed before' AS "what"
  FROM "AuditEvent" a WHERE NOT EXISTS (SELECT FROM "AuditEpoch" e
    WHERE e."writer" = a."writer" AND e."epoch" = a."epoch" AND a."seq" >= 1 AND (NOT e."done" OR a."seq" <= e."sequenced"))
  ORDER BY a."at", a."id" LIMIT 100`;
