import type { Sql } from "#lib/db/client.ts";
import {
  anyOf,
  bucketsOf,
  decodeRanks,
  keepIn,
  listIn,
  tokenHash,
  type Ranks,
} from "../core/postings.ts";
import { bucketsFor } from "../core/segment-plan.ts";
import { ranksBetween } from "./marks.ts";
import { readBuckets, type Moments, type Segment } from "./segment-statements.ts";

/** At least one of these words: what a record must have. */
export type Words = readonly string[];
export type Candidates = { segment: Segment; ranks: Ranks };

/** A list, and what part of the records it holds, from 0 to 1. */
export type Shared = { words: Words; share: number };

/** To ask a segment costs as much as to read so many records. */
const ASKING = 1.5;

/** Ranks that have one of the words, in every segment, at the moments that are asked for. */
export async function beginWith(
  sql: Sql,
  segments: readonly Segment[],
  { words, moments }: { words: Words; moments: Moments },
): Promise<Candidates[]> {
  const lists = await readLists(sql, segments, words);
  return segments
    .map((segment, at) => ({
      segment,
      ranks: within(segment, anyOf((lists[at] ?? []).map(decodeRanks)), moments),
    }))
    .filter(hasAny);
}

/**
 * Those that have one of the words of each list, too. A list is not asked where it costs less to read
 * the records that it would leave out.
 */
export async function narrow(
  sql: Sql,
  candidates: readonly Candidates[],
  lists: readonly Shared[],
): Promise<Candidates[]> {
  let left = candidates.filter(hasAny);
  for (const { words, share } of lists) {
    const total = left.reduce((sum, { ranks }) => sum + ranks.length, 0);
    if (total * (1 - share) <= ASKING * left.length * words.length) continue;
    const stored = await readLists(
      sql,
      left.map(({ segment }) => segment),
      words,
    );
    left = left
      .map(({ segment, ranks }, at) => ({
        segment,
        ranks: anyOf((stored[at] ?? []).map((list) => keepIn(ranks, list))),
      }))
      .filter(hasAny);
  }
  return left;
}

/** What part of the records of these segments has one of the words, from 0 to 1. */
export async function shareOf(
  sql: Sql,
  segments: readonly Segment[],
  words: Words,
): Promise<number> {
  const lists = await readLists(sql, segments, words);
  const found = lists.flat().reduce((sum, list) => sum + decodeRanks(list).length, 0);
  return (
    found /
    Math.max(
      1,
      segments.reduce((sum, { count }) => sum + count, 0),
    )
  );
}

const hasAny = ({ ranks }: Candidates) => ranks.length > 0;

/** For each segment the lists of those words that it has. */
async function readLists(
  sql: Sql,
  segments: readonly Segment[],
  words: Words,
): Promise<Uint8Array[][]> {
  const hashes = words.map(tokenHash);
  const asked = segments.flatMap((segment) =>
    hashes.flatMap((hash) =>
      bucketsOf(hash, bucketsFor(segment.count)).map((bucket) => ({ segment, bucket, hash })),
    ),
  );
  const buckets = await readBuckets(sql, asked);
  const each = 2 * hashes.length;
  return segments.map((_segment, at) =>
    asked.slice(at * each, (at + 1) * each).flatMap(({ hash }, place) => {
      const bytes = buckets[at * each + place];
      return (bytes && listIn(bytes, hash)) ?? [];
    }),
  );
}

function within({ marks }: Segment, ranks: Ranks, moments: Moments): Ranks {
  if (marks === null) return ranks;
  const { first, end } = ranksBetween(marks, moments);
  return ranks.filter((rank) => rank >= first && rank < end);
}
