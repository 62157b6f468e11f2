import type { Sql } from "#lib/db/transaction-sql.ts";

/** What is left of a record whose body retention removed. */
export type PrunedEntry = {
  leaf: number;
  writer: string;
  epoch: number;
  seq: number;
  hash: Buffer;
};

// Level 0 holds 256 hashes of leaves in each tile (C2SP tlog-tiles).
const READ = {
  text: `
  SELECT g."leaf"::float8 AS "leaf", b."writer", b."epoch", (b."firstSeq" + g."leaf" - b."firstLeaf")::int AS "seq",
    substring(t."hashes" FROM (32 * (g."leaf" % 256) + 1)::int FOR 32) AS "hash"
  FROM "AuditPruned" p
  CROSS JOIN LATERAL generate_series(greatest(p."firstLeaf", $1), least(p."firstLeaf" + p."count", $2) - 1) g("leaf")
  CROSS JOIN LATERAL (SELECT * FROM "AuditBatch" b WHERE b."firstLeaf" <= g."leaf" ORDER BY b."firstLeaf" DESC LIMIT 1) b
  JOIN "AuditTile" t ON t."level" = 0 AND t."index" = g."leaf" / 256
  WHERE p."firstLeaf" < $2 AND p."firstLeaf" + p."count" > $1
  ORDER BY g."leaf"`,
};

/** Pruned leaves from one to before another, in order: `pruned` lines of an export. */
export const readPruned = (sql: Sql, range: { from: number; to: number }): Promise<PrunedEntry[]> =>
  sql<PrunedEntry>(READ, [range.from, range.to]);
