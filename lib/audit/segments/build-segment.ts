import { sql as pool, transact } from "#lib/db/client.ts";
import { sqlOf, type Sql } from "#lib/db/transaction-sql.ts";
import { packBuckets, tokenHash } from "../core/postings.ts";
import { bucketsFor, nextSegment, type Span } from "../core/segment-plan.ts";
import { MARK_EVERY, marksOf } from "./marks.ts";

/**
 * Makes the next segment of the index of words, if one is due: false where none is. What it reads
 * never changes, so that only writing it needs a transaction, in which another process may turn out
 * to have been quicker.
 */
export async function buildSegment(): Promise<boolean> {
  const next = await nextOf(pool);
  if (next === null) return false;
  const segment = await readSegment(pool, next);
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

async function nextOf(sql: Sql): Promise<Span | null> {
  const [state] = await sql<State>(STATE, []);
  if (!state) return null;
  const { size, firstLeaf, count } = state;
  return nextSegment(firstLeaf === null ? null : { firstLeaf, count: count ?? 0 }, size);
}

/**
 * In the order of time, whatever that of the tree is. What has no words has its filters. Each batch is
 * looked up by itself: PostgreSQL would rather sort the whole log.
 */
const RECORDS = {
  name: "audit-segment-records",
  text: `
  WITH batches AS MATERIALIZED (
    SELECT "writer", "epoch", ("firstSeq" + greatest($1::bigint - "firstLeaf", 0))::int AS "first",
      ("firstSeq" + least($1::bigint + $2::int - "firstLeaf", "count") - 1)::int AS "last"
    FROM "AuditBatch" WHERE "firstLeaf" < $1::bigint + $2::int AND "firstLeaf" >= (
      SELECT max("firstLeaf") FROM "AuditBatch" WHERE "firstLeaf" <= $1::bigint))
  SELECT r.* FROM batches b CROSS JOIN LATERAL (
    SELECT e."id", extract(epoch FROM e."at")::float8 * 1000 AS "at",
      coalesce(array_to_string(tsvector_to_array(e."words"), E'\\n'), concat_ws(E'\\n',
        'k:' || e."kind", 'n:' || split_part(e."action", '.', 1), 'a:' || e."action", 'o:' || e."outcome",
        'g:' || e."actorKind", 'u:' || left(e."actorId", 300), 'y:' || e."targetKind", 't:' || left(e."targetId", 300))) AS "words"
    FROM "AuditEvent" e WHERE e."writer" = b."writer" AND e."epoch" = b."epoch"
      AND e."seq" BETWEEN b."first" AND b."last" OFFSET 0) r
  ORDER BY r."at", r."id"`,
};

type Row = { id: string; at: number; words: string };
type Segment = {
  span: Span;
  /** Of its records, the oldest first. */
  ids: Buffer;
  moments: number[];
  buckets: [number, Buffer][];
};

async function readSegment(sql: Sql, span: Span): Promise<Segment> {
  const { firstLeaf, count } = span;
  const rows = await sql<Row>(RECORDS, [firstLeaf, count]);
  const ranksOf = new Map<number, number[]>();
  for (const [rank, { words }] of rows.entries())
    for (const word of words.split("\n")) {
      if (isLeftOut(word)) continue;
      const hash = tokenHash(word);
      const ranks = ranksOf.get(hash);
      if (ranks === undefined) ranksOf.set(hash, [rank]);
      else if (ranks.at(-1) !== rank) ranks.push(rank);
    }
  const packed = packBuckets(ranksOf, { records: rows.length, buckets: bucketsFor(count) });
  return {
    span,
    ids: Buffer.from(rows.map(({ id }) => id.replaceAll("-", "")).join(""), "hex"),
    moments: rows.map(({ at }) => at),
    buckets: [...packed].map(([bucket, bytes]) => [bucket, Buffer.from(bytes)]),
  };
}

/** Hours, days and weeks, and ids of requests and tokens, which hardly any record has. */
const isLeftOut = (word: string) => word[1] === ":" && "hdwrc".includes(word[0] ?? "");

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

async function writeSegment(sql: Sql, { span, ids, moments, buckets }: Segment): Promise<void> {
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
      part.map(([, bytes]) => bytes),
    ]);
  }
}
