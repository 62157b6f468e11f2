import type { Sql } from "#lib/db/client.ts";
import { packBuckets, tokenHash } from "../core/postings.ts";
import { bucketsFor, type Span } from "../core/segment-plan.ts";

/** What is written of a segment. */
export type Made = {
  span: Span;
  /** Of its records, the oldest first, 16 bytes each. */
  ids: Buffer;
  /** Milliseconds, in the order of the ids. */
  moments: readonly number[];
  buckets: [number, Uint8Array][];
};

/**
 * In the order of time, whatever that of the tree is. Each batch is looked up by itself: PostgreSQL
 * would rather sort the whole log.
 */
const recordsWith = (more: string): string => `
  WITH batches AS MATERIALIZED (
    SELECT "writer", "epoch", ("firstSeq" + greatest($1::bigint - "firstLeaf", 0))::int AS "first",
      ("firstSeq" + least($1::bigint + $2::int - "firstLeaf", "count") - 1)::int AS "last"
    FROM "AuditBatch" WHERE "firstLeaf" < $1::bigint + $2::int AND "firstLeaf" >= (
      SELECT max("firstLeaf") FROM "AuditBatch" WHERE "firstLeaf" <= $1::bigint))
  SELECT r.* FROM batches b CROSS JOIN LATERAL (
    SELECT e."id", extract(epoch FROM e."at")::float8 * 1000 AS "at"${more}
    FROM "AuditEvent" e WHERE e."writer" = b."writer" AND e."epoch" = b."epoch"
      AND e."seq" BETWEEN b."first" AND b."last" OFFSET 0) r
  ORDER BY r."at", r."id"`;

// What has no words has its filters.
const RECORDS = {
  name: "audit-segment-records",
  text: recordsWith(`,
      coalesce(array_to_string(tsvector_to_array(e."words"), E'\\n'), concat_ws(E'\\n',
        'k:' || e."kind", 'n:' || split_part(e."action", '.', 1), 'a:' || e."action", 'o:' || e."outcome",
        'g:' || e."actorKind", 'u:' || left(e."actorId", 300), 'y:' || e."targetKind", 't:' || left(e."targetId", 300))) AS "words"`),
};
const MOMENTS = { name: "audit-segment-moments", text: recordsWith("") };

export type Moment = { id: string; at: number };

/** The records of these leaves without their words, the oldest first. */
export const readMoments = (sql: Sql, { firstLeaf, count }: Span): Promise<Moment[]> =>
  sql<Moment>(MOMENTS, [firstLeaf, count]);

export const idBytes = (id: string): Buffer => Buffer.from(id.replaceAll("-", ""), "hex");

/** A segment from the log itself. */
export async function readSegment(sql: Sql, span: Span): Promise<Made> {
  const { firstLeaf, count } = span;
  const rows = await sql<Moment & { words: string }>(RECORDS, [firstLeaf, count]);
  const lists = new Map<number, number[]>();
  for (const [rank, { words }] of rows.entries())
    for (const word of words.split("\n")) {
      if (isLeftOut(word)) continue;
      const hash = tokenHash(word);
      const ranks = lists.get(hash);
      if (ranks === undefined) lists.set(hash, [rank]);
      else if (ranks.at(-1) !== rank) ranks.push(rank);
    }
  const words = { hashes: lists.keys(), ranksOf: (hash: number) => lists.get(hash) ?? [] };
  const shape = { records: rows.length, buckets: bucketsFor(count) };
  return {
    span,
    ids: Buffer.concat(rows.map(({ id }) => idBytes(id))),
    moments: rows.map(({ at }) => at),
    buckets: [...packBuckets(words, shape)],
  };
}

/** Hours, days and weeks, and ids of requests and tokens, which hardly any record has. */
const isLeftOut = (word: string) => word[1] === ":" && "hdwrc".includes(word[0] ?? "");
