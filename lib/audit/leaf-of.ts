import type { Sql } from "#lib/db/client.ts";

const FIND = {
  name: "audit-leaf",
  text: `
  SELECT ("firstLeaf" + $3 - "firstSeq")::float8 AS "leaf" FROM (
    SELECT "firstLeaf", "firstSeq", "count" FROM "AuditBatch"
    WHERE "writer" = $1 AND "epoch" = $2 AND "firstSeq" <= $3 ORDER BY "firstSeq" DESC LIMIT 1) b
  WHERE $3 < "firstSeq" + "count"`,
};

type Chained = { writer: string; epoch: number; seq: number };

/** Step: the place of a record in the tree; null while it has none. */
export async function leafOf(sql: Sql, { writer, epoch, seq }: Chained): Promise<number | null> {
  const [found] = await sql<{ leaf: number }>(FIND, [writer, epoch, seq]);
  return found?.leaf ?? null;
}
