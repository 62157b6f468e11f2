import type { Sql } from "#lib/db/client.ts";
import { anyOf, bothOf, bucketsOf, ranksIn, tokenHash, type Ranks } from "../core/postings.ts";
import { bucketsFor } from "../core/segment-plan.ts";
import { ranksBetween } from "./marks.ts";
import { readBuckets, type Moments, type Segment } from "./segment-statements.ts";

/** Of each list at least one word: what a record must have, at the least. */
export type Needed = readonly (readonly string[])[];

export type Candidates = { segment: Segment; ranks: Ranks };

/** To read so few records costs less than to ask what else they have. */
const FEW = 64;

/**
 * Ranks that may have all that is needed: some may not, but none is missing. Asked for in the given
 * order, which should begin with what few records have.
 */
export async function candidatesOf(
  sql: Sql,
  segments: readonly Segment[],
  { needed, moments }: { needed: Needed; moments: Moments },
): Promise<Candidates[]> {
  const [first = [], ...others] = needed;
  const begun = await ranksOf(sql, segments, first);
  let found = segments
    .map((segment, at) => ({ segment, ranks: within(segment, begun[at], moments) }))
    .filter(hasAny);
  for (const words of others) {
    if (found.reduce((sum, { ranks }) => sum + ranks.length, 0) <= FEW) break;
    const also = await ranksOf(
      sql,
      found.map(({ segment }) => segment),
      words,
    );
    found = found
      .map(({ segment, ranks }, at) => ({ segment, ranks: bothOf(ranks, also[at] ?? NONE) }))
      .filter(hasAny);
  }
  return found;
}

const NONE: Ranks = new Uint16Array();
const hasAny = ({ ranks }: Candidates) => ranks.length > 0;

/** For each segment the ranks of what has one of the words. */
async function ranksOf(
  sql: Sql,
  segments: readonly Segment[],
  words: readonly string[],
): Promise<Ranks[]> {
  const hashes = words.map(tokenHash);
  const asked = segments.flatMap((segment) =>
    hashes.flatMap((hash) =>
      bucketsOf(hash, bucketsFor(segment.count)).map((bucket) => ({ segment, bucket })),
    ),
  );
  const buckets = await readBuckets(sql, asked);
  const each = 2 * hashes.length;
  return segments.map((_segment, at) =>
    anyOf(
      hashes.flatMap((hash, word) =>
        [0, 1].map((place) => {
          const bytes = buckets[at * each + word * 2 + place];
          return bytes ? ranksIn(bytes, hash) : NONE;
        }),
      ),
    ),
  );
}

function within({ marks }: Segment, ranks: Ranks = NONE, moments: Moments): Ranks {
  if (marks === null) return ranks;
  const { first, end } = ranksBetween(marks, moments);
  return ranks.filter((rank) => rank >= first && rank < end);
}
