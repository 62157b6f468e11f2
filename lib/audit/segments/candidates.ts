import type { Sql } from "#lib/db/client.ts";
import {
  anyOf,
  bucketsOf,
  decodeRanks,
  keepIn,
  lengthOf,
  listIn,
  tokenHash,
  type Ranks,
} from "../core/postings.ts";
import { bucketsFor } from "../core/segment-plan.ts";
import { ranksBetween } from "./marks.ts";
import { isKept } from "./kept-buckets.ts";
import { readBuckets, type Moments, type Segment } from "./segment-statements.ts";

/** At least one of these words: what a record must have. */
export type Words = readonly string[];
export type Candidates = { segment: Segment; ranks: Ranks };

/** A list, and what part of the records it holds, from 0 to 1. */
export type Shared = { words: Words; share: number };

/** To ask a segment costs as much as to read so many records, and one more for so many bytes of a list. */
const ASKING = 0.5;
const BYTES_A_RECORD = 6_000;

/** What it costs to ask these segments for lists of such a share. */
function costOf(segments: readonly Segment[], { words, share }: Shared): number {
  // A bit for each record of the segment, or a byte for each that has a word, whichever is shorter.
  const bytes = Math.min(words.length / 8, share) * recordsOf(segments);
  return ASKING * segments.length * words.length + bytes / BYTES_A_RECORD;
}

/** Reads lists, and keeps what it has read: for each segment the lists of those words that it has. */
export class StoredLists {
  readonly #sql: Sql;
  readonly #read = new Map<Words, Map<Segment, Uint8Array[]>>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Whether they cost nothing: read by this search, or kept from another. */
  has(segments: readonly Segment[], words: Words): boolean {
    return this.#hasRead(segments, words) || bucketsIn(segments, words).every(isKept);
  }

  #hasRead(segments: readonly Segment[], words: Words): boolean {
    const known = this.#read.get(words);
    return segments.every((segment) => known?.has(segment) === true);
  }

  /** In the order of the segments. */
  async of(segments: readonly Segment[], words: Words): Promise<Uint8Array[][]> {
    if (!this.#hasRead(segments, words)) await this.read(segments, [words]);
    return segments.map((segment) => this.#read.get(words)?.get(segment) ?? []);
  }

  /** All of them at once. */
  async read(segments: readonly Segment[], lists: readonly Words[]): Promise<void> {
    const asked = lists.flatMap((words) =>
      bucketsIn(segments, words).map((one) => ({ ...one, words })),
    );
    const buckets = await readBuckets(this.#sql, asked);
    for (const words of lists)
      this.#read.set(words, new Map(segments.map((segment) => [segment, []])));
    for (const [at, { segment, hash, words }] of asked.entries()) {
      const list = listIn(buckets[at] ?? EMPTY, hash);
      if (list !== null) this.#read.get(words)?.get(segment)?.push(list);
    }
  }
}

const EMPTY = new Uint8Array();

/** Where lists of these words may be. */
function bucketsIn(segments: readonly Segment[], words: Words) {
  const hashes = words.map(tokenHash);
  return segments.flatMap((segment) =>
    hashes.flatMap((hash) =>
      bucketsOf(hash, bucketsFor(segment.count)).map((bucket) => ({ segment, bucket, hash })),
    ),
  );
}

/** Ranks that have one of the words, in every segment, at the moments that are asked for. */
export async function beginWith(
  stored: StoredLists,
  segments: readonly Segment[],
  { words, moments }: { words: Words; moments: Moments },
): Promise<Candidates[]> {
  const lists = await stored.of(segments, words);
  return segments
    .map((segment, at) => ({
      segment,
      ranks: within(segment, anyOf((lists[at] ?? []).map(decodeRanks)), moments),
    }))
    .filter(hasAny);
}

type Narrowing = {
  lists: readonly Shared[];
  /** How many candidates seem to be read if a list of such a share is not asked. */
  readsWithout: (share: number) => number;
};

/**
 * Those that have one of the words of each list, too. A list that was not read yet is not asked where it
 * costs less to read the records that it would leave out.
 */
export async function narrow(
  stored: StoredLists,
  candidates: readonly Candidates[],
  { lists, readsWithout }: Narrowing,
): Promise<Candidates[]> {
  let left = candidates.filter(hasAny);
  for (const list of lists) {
    const { words, share } = list;
    const segments = left.map(({ segment }) => segment);
    const total = left.reduce((sum, { ranks }) => sum + ranks.length, 0);
    const reads = Math.min(total, readsWithout(share));
    const isDear = reads * (1 - share) <= costOf(segments, list);
    if (isDear && !stored.has(segments, words)) continue;
    const read = await stored.of(segments, words);
    left = left
      .map(({ segment, ranks }, at) => ({
        segment,
        ranks: anyOf((read[at] ?? []).map((list) => keepIn(ranks, list))),
      }))
      .filter(hasAny);
  }
  return left;
}

/** What part of the records of these segments has one of the words, from 0 to 1. */
export async function shareOf(
  stored: StoredLists,
  segments: readonly Segment[],
  words: Words,
): Promise<number> {
  const lists = await stored.of(segments, words);
  const found = lists.flat().reduce((sum, list) => sum + lengthOf(list), 0);
  return found / Math.max(1, recordsOf(segments));
}

export const recordsOf = (segments: readonly Segment[]): number =>
  segments.reduce((sum, { count }) => sum + count, 0);

const hasAny = ({ ranks }: Candidates) => ranks.length > 0;

function within({ marks }: Segment, ranks: Ranks, moments: Moments): Ranks {
  if (marks === null) return ranks;
  const { first, end } = ranksBetween(marks, moments);
  return ranks.subarray(countBelow(ranks, first), countBelow(ranks, end));
}

/** How many of them, which ascend, are less than that. */
function countBelow(ranks: Ranks, limit: number): number {
  let [low, high] = [0, ranks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranks[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
