import type { Sql } from "#lib/db/client.ts";
import type { Place } from "../place.ts";
import type { ResolvedFilter } from "../resolve-filter.ts";
import { bounds, placeText, restText, values } from "../source-text.ts";
import type { Hit } from "./search-segments.ts";

/** Records that are in no segment yet. */
export type Tail = {
  /** The first leaf after all segments. */
  end: number;
  /** More than can be read one by one. */
  isLong: boolean;
};

const MOST_READ = 20_000;

// Those in the tree, and those that were written since.
const TAIL = {
  name: "audit-tail",
  text: `
  SELECT s."end"::float8, greatest(t."size" - s."end", 0)::float8 + coalesce((
    SELECT sum(n."seq" - e."sequenced") FROM "AuditEpoch" e CROSS JOIN LATERAL (
      SELECT "seq" FROM "AuditEvent" r WHERE r."writer" = e."writer" AND r."epoch" = e."epoch"
      ORDER BY "seq" DESC LIMIT 1) n
    WHERE NOT e."done"), 0)::float8 AS "records"
  FROM "AuditTree" t CROSS JOIN (
    SELECT coalesce(max("firstLeaf" + "count"), 0) AS "end" FROM (
      SELECT "firstLeaf", "count" FROM "AuditSegment" ORDER BY "firstLeaf" DESC LIMIT 1) last) s`,
};

export async function findTail(sql: Sql): Promise<Tail> {
  const [tail] = await sql<{ end: number; records: number }>(TAIL, []);
  const { end, records } = tail ?? { end: 0, records: 0 };
  return { end, isLong: records > MOST_READ };
}

/** The newest of them that the filter admits; written so that no index is chosen but that of the chain. */
export function readTail(
  sql: Sql,
  { end }: Tail,
  { filter, after, limit }: { filter: ResolvedFilter; after: Place; limit: number },
): Promise<Hit[]> {
  const params = values();
  const leaf = params.add(end, "bigint");
  const text = `
    WITH tail AS MATERIALIZED (
      SELECT "writer", "epoch", ("firstSeq" + greatest(${leaf} - "firstLeaf", 0))::int AS "first", "firstSeq" + "count" - 1 AS "last"
      FROM "AuditBatch" WHERE "firstLeaf" + "count" > ${leaf}
        AND "firstLeaf" >= coalesce((SELECT max("firstLeaf") FROM "AuditBatch" WHERE "firstLeaf" <= ${leaf}), 0)
      UNION ALL
      SELECT "writer", "epoch", "sequenced" + 1, 2147483647 FROM "AuditEpoch" WHERE NOT "done")
    SELECT e."id", e."at" FROM tail t CROSS JOIN LATERAL (
      SELECT * FROM "AuditEvent" r
      WHERE r."writer" = t."writer" AND r."epoch" = t."epoch" AND r."seq" BETWEEN t."first" AND t."last" OFFSET 0) e
    WHERE ${bounds(params, filter, "e")} AND ${placeText(params, after, "e")} AND ${restText(params, filter)}
    ORDER BY e."at" DESC, e."id" DESC LIMIT ${params.add(limit, "int")}`;
  const name = `audit-tail-${filter.words === null ? "filters" : "words"}`;
  return sql<Hit>({ name, text }, params.given);
}
