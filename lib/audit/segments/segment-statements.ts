import type { Sql } from "#lib/db/client.ts";
import type { Place } from "../place.ts";
import type { ResolvedFilter } from "../resolve-filter.ts";
import { keepBucket, keptBucket } from "./kept-buckets.ts";
import { bounds, placeText, restText, values } from "../source-text.ts";

export type Segment = {
  firstLeaf: number;
  count: number;
  /** The transaction that made it: another one when it is made again, even from the same leaves. */
  made: string;
  /** Milliseconds, of its oldest and newest record. */
  minAt: number;
  maxAt: number;
  /** Moments of its records, where the question begins or ends among them. */
  marks: Buffer | null;
};

/** From and to, both included, in milliseconds. */
export type Moments = { from: number; to: number };

const SEGMENTS = {
  name: "audit-segments",
  text: `
  WITH s AS (
    SELECT "firstLeaf", "count", "xmin"::text AS "made", extract(epoch FROM "minAt")::float8 * 1000 AS "minAt",
      extract(epoch FROM "maxAt")::float8 * 1000 AS "maxAt", "marks"
    FROM "AuditSegment" WHERE "records" > 0)
  SELECT "firstLeaf"::float8 AS "firstLeaf", "count", "made", "minAt", "maxAt",
    CASE WHEN "minAt" < $1 OR "maxAt" > $2 THEN "marks" END AS "marks"
  FROM s WHERE "maxAt" >= $1 AND "minAt" <= $2 ORDER BY "maxAt" DESC`,
};

/** Those that have records of this time, the newest first. */
export const readSegments = (sql: Sql, { from, to }: Moments): Promise<Segment[]> =>
  sql<Segment>(SEGMENTS, [from, to]);

/** Another process has put small segments together while they were read. */
export class SegmentReplaced extends Error {}

type Bucket = { segment: Segment; bucket: number };

// In base64: PostgreSQL's own text of bytes is half as long again, and takes Node five times as long.
const BUCKETS = {
  name: "audit-segment-buckets",
  text: `
  SELECT q."number"::int - 1 AS "number", s."firstLeaf" IS NOT NULL AS "stays", encode(p."ranks", 'base64') AS "ranks"
  FROM unnest($1::bigint[], $2::xid[], $3::int[]) WITH ORDINALITY q("firstLeaf", "made", "bucket", "number")
  LEFT JOIN "AuditSegment" s ON s."firstLeaf" = q."firstLeaf" AND s."xmin" = q."made"
  LEFT JOIN "AuditPosting" p ON p."firstLeaf" = q."firstLeaf" AND p."bucket" = q."bucket"
  WHERE p."ranks" IS NOT NULL OR s."firstLeaf" IS NULL`,
};

/**
 * The bytes of each of these buckets, in their order; none for one that holds nothing.
 * @throws SegmentReplaced
 */
export async function readBuckets(sql: Sql, asked: readonly Bucket[]): Promise<Uint8Array[]> {
  const known = new Map(asked.map((one) => [one, keptBucket(one)]));
  const missing = asked.filter((one) => known.get(one) === undefined);
  const read = missing.length > 0 ? await readMissing(sql, missing) : [];
  for (const [at, one] of missing.entries()) known.set(one, keepBucket(one, read[at] ?? EMPTY));
  return asked.map((one) => known.get(one) ?? EMPTY);
}

async function readMissing(sql: Sql, missing: readonly Bucket[]): Promise<Uint8Array[]> {
  const rows = await sql<{ number: number; stays: boolean; ranks: string | null }>(BUCKETS, [
    missing.map(({ segment }) => segment.firstLeaf),
    missing.map(({ segment }) => segment.made),
    missing.map(({ bucket }) => bucket),
  ]);
  const read = missing.map(() => EMPTY);
  for (const { number, stays, ranks } of rows) {
    if (!stays) throw new SegmentReplaced();
    // Copied: Node cuts small buffers out of larger ones, which would be kept with them.
    if (ranks !== null) read[number] = Uint8Array.from(Buffer.from(ranks, "base64"));
  }
  return read;
}

const EMPTY = new Uint8Array();

export type RankPlace = { segment: Segment; rank: number };
export type RankRow = { number: number; id: string; at: Date };

/**
 * The records at these ranks that the filter admits, beyond a place: `number` counts the places from 0.
 * @throws SegmentReplaced
 */
export async function readRanks(
  sql: Sql,
  places: readonly RankPlace[],
  { filter, after }: { filter: ResolvedFilter; after: Place },
): Promise<RankRow[]> {
  const params = values();
  const list = (of: (place: RankPlace) => number | string) =>
    params.add(
      places.map((place) => String(of(place))),
      "text[]",
    );
  const leaves = `${list(({ segment }) => segment.firstLeaf)}::bigint[]`;
  const made = `${list((place) => place.segment.made)}::xid[]`;
  const text = `
    WITH asked AS MATERIALIZED (
      SELECT q."number", s."firstLeaf" IS NOT NULL AS "stays",
        encode(substring(s."ids" FROM q."rank" * 16 + 1 FOR 16), 'hex')::uuid AS "id"
      FROM unnest(${leaves}, ${made}, ${list(({ rank }) => rank)}::int[])
        WITH ORDINALITY q("firstLeaf", "made", "rank", "number")
      LEFT JOIN "AuditSegment" s ON s."firstLeaf" = q."firstLeaf" AND s."xmin" = q."made")
    SELECT q."number"::int - 1 AS "number", q."stays", e."id", e."at" FROM asked q LEFT JOIN LATERAL (
      SELECT * FROM "AuditEvent" r WHERE r."id" = q."id" OFFSET 0) e ON true
    WHERE NOT q."stays" OR (e."id" IS NOT NULL AND ${bounds(params, filter, "e")}
      AND ${placeText(params, after, "e")} AND ${restText(params, filter)})`;
  const name = `audit-ranks-${filter.words === null ? "filters" : "words"}`;
  const rows = await sql<RankRow & { stays: boolean }>({ name, text }, params.given);
  if (rows.some(({ stays }) => !stays)) throw new SegmentReplaced();
  return rows;
}
