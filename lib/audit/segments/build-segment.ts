import { sql as pool, transact } from "#lib/db/client.ts";
import { sqlOf, type Sql } from "#lib/db/transaction-sql.ts";
import { nextSegment, type NextSegment } from "../core/segment-plan.ts";
import { MARK_EVERY, marksOf } from "./marks.ts";
import { mergeSegments } from "./merge-segments.ts";
import { readSegment, type Made } from "./read-segment.ts";

/**
 * Makes the next segment of the index of words, if one is due: false where none is. What it reads
 * never changes, so that only writing it needs a transaction, in which another process may turn out
 * to have been quicker.
 */
export async function buildSegment(): Promise<boolean> {
  const next = await nextOf(pool);
  if (next === null) return false;
  const segment = next.isMerged ? await mergeSegments(pool, next) : await readSegment(pool, next);
  if (segment === null) return true;
  await transact(async (tx) => {
    const sql = sqlOf(tx);
    await sql(LOCK, []);
    const due = await nextOf(sql);
    if (due?.firstLeaf === next.firstLeaf && due.count === next.count)
      await writeSegment(sql, segment);
  });
  return true;
}

const LOCK = { text: `SELECT pg_advisory_xact_lock(hashtext('gatehouse audit segments'))` };
const STATE = {
  name: "audit-segment-state",
  text: `
  SELECT t."size"::float8 AS "size", s."firstLeaf"::float8 AS "firstLeaf", s."count"
  FROM "AuditTree" t LEFT JOIN LATERAL (
    SELECT * FROM "AuditSegment" ORDER BY "firstLeaf" DESC LIMIT 1) s ON true`,
};

type State = { size: number; firstLeaf: number | null; count: number | null };

async function nextOf(sql: Sql): Promise<NextSegment | null> {
  const [state] = await sql<State>(STATE, []);
  if (!state) return null;
  const { size, firstLeaf, count } = state;
  return nextSegment(firstLeaf === null ? null : { firstLeaf, count: count ?? 0 }, size);
}

const REMOVE = {
  text: `DELETE FROM "AuditSegment" WHERE "firstLeaf" >= $1 AND "firstLeaf" < $1 + $2`,
};
const WRITE = {
  text: `
  INSERT INTO "AuditSegment" ("firstLeaf", "count", "records", "minAt", "maxAt", "ids", "marks")
  VALUES ($1, $2, $3, to_timestamp($4::float8 / 1000), to_timestamp($5::float8 / 1000), $6, $7)`,
};
const WRITE_BUCKETS = {
  text: `
  INSERT INTO "AuditPosting" ("firstLeaf", "bucket", "ranks")
  SELECT $1, * FROM unnest($2::int[], $3::bytea[])`,
};
const AT_ONCE = 500;

async function writeSegment(sql: Sql, { span, ids, moments, buckets }: Made): Promise<void> {
  const { firstLeaf, count } = span;
  const marks = marksOf(moments.filter((_, rank) => rank % MARK_EVERY === 0));
  const [oldest = null, newest = null] = [moments[0], moments.at(-1)];
  await sql(REMOVE, [firstLeaf, count]);
  await sql(WRITE, [firstLeaf, count, moments.length, oldest, newest, ids, marks]);
  for (let at = 0; at < buckets.length; at += AT_ONCE) {
    const part = buckets.slice(at, at + AT_ONCE);
    await sql(WRITE_BUCKETS, [
      firstLeaf,
      part.map(([bucket]) => bucket),
      part.map(([, bytes]) => Buffer.from(bytes)),
    ]);
  }
}
