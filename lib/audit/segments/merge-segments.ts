import { setImmediate } from "node:timers/promises";
import type { Sql } from "#lib/db/client.ts";
import { mergedRanks, type Piece } from "../core/merge-ranks.ts";
import { listsOf, packBuckets } from "../core/postings.ts";
import { bucketsFor, type Span } from "../core/segment-plan.ts";
import { idBytes, readMoments, type Made, type Moment } from "./read-segment.ts";

const PIECES = {
  name: "audit-segment-pieces",
  text: `
  SELECT "firstLeaf"::float8 AS "firstLeaf", "count", "records" FROM "AuditSegment"
  WHERE "firstLeaf" >= $1 AND "firstLeaf" < $1 + $2 ORDER BY "firstLeaf"`,
};
const BUCKETS = {
  name: "audit-segment-piece",
  text: `SELECT "ranks" FROM "AuditPosting" WHERE "firstLeaf" = $1`,
};

/** Buckets between which the process does something else: it renews leases, too. */
const BREATH = 128;

/** A segment from the smaller ones of its leaves; null when another process has put them together. */
export async function mergeSegments(sql: Sql, span: Span): Promise<Made | null> {
  const { firstLeaf, count } = span;
  const parts = await sql<Span & { records: number }>(PIECES, [firstLeaf, count]);
  if (parts.reduce((sum, part) => sum + part.count, 0) !== count) return null;
  const pieces: Piece[] = [];
  const records: Placed[] = [];
  for (const part of parts) {
    const moments = await readMoments(sql, part);
    if (moments.length !== part.records)
      throw new Error(`Segment ${part.firstLeaf} has other records than the log.`);
    const places = new Uint32Array(moments.length);
    pieces.push({ lists: await readLists(sql, part), places });
    for (const [rank, { id, at }] of moments.entries()) records.push({ id, at, places, rank });
  }
  records.sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1));
  for (const [place, { places, rank }] of records.entries()) places[rank] = place;
  const buckets: Made["buckets"] = [];
  const shape = { records: records.length, buckets: bucketsFor(count) };
  for (const bucket of packBuckets(wordsOf(pieces), shape))
    if (buckets.push(bucket) % BREATH === 0) await setImmediate();
  return {
    span,
    ids: Buffer.concat(records.map(({ id }) => idBytes(id))),
    moments: records.map(({ at }) => at),
    buckets,
  };
}

type Placed = Moment & { places: Uint32Array; rank: number };

async function readLists(sql: Sql, { firstLeaf }: Span): Promise<Map<number, Uint8Array>> {
  const rows = await sql<{ ranks: Buffer }>(BUCKETS, [firstLeaf]);
  const lists = new Map<number, Uint8Array>();
  for (const { ranks } of rows) for (const [hash, list] of listsOf(ranks)) lists.set(hash, list);
  return lists;
}

const wordsOf = (pieces: readonly Piece[]) => ({
  hashes: new Set(pieces.flatMap(({ lists }) => [...lists.keys()])),
  ranksOf: (hash: number) => mergedRanks(pieces, hash),
});
