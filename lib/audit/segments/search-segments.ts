import type { Sql } from "#lib/db/client.ts";
import type { Place } from "../place.ts";
import type { ResolvedFilter } from "../resolve-filter.ts";
import {
  beginWith,
  narrow,
  shareOf,
  type Candidates,
  type Shared,
  type Words,
} from "./candidates.ts";
import {
  readRanks,
  readSegments,
  SegmentReplaced,
  type Moments,
  type Segment,
} from "./segment-statements.ts";

export type Hit = { id: string; at: Date };
type Asked = {
  filter: ResolvedFilter;
  after: Place;
  limit: number;
  /** Of each list a record has at least one word. */
  needed: readonly Words[];
};

/** Segments that are asked at once: few at first, as frequent words are found in the newest ones. */
const BATCHES = [4, 40] as const;
const MOST = 512;
/** More than seem to be needed, because words come in bursts. */
const SPARE = 1.5;
/** Records that are read at once, at least. */
const LEAST_READ = 64;
const ATTEMPTS = 3;

/** The newest records in segments that have what is needed and that the filter admits. */
export async function searchSegments(sql: Sql, asked: Asked): Promise<Hit[]> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await searchOnce(sql, asked);
    } catch (error) {
      if (!(error instanceof SegmentReplaced) || attempt === ATTEMPTS) throw error;
    }
}

async function searchOnce(sql: Sql, asked: Asked): Promise<Hit[]> {
  const moments = momentsOf(asked);
  const segments = await readSegments(sql, moments);
  const hits = new Newest(asked.limit);
  const { rare, frequent } = await inOrder(sql, segments.slice(0, BATCHES[0]), asked.needed);
  const [{ words } = { words: [] }, ...others] = rare;
  let candidates: Unread[] = [];
  let seen = 0;
  for (let at = 0, batch = 0; at < segments.length; batch += 1) {
    const missing = asked.limit - hits.list.length - countOf(candidates);
    const size = BATCHES[batch] ?? batchSize({ missing, seen, segments: at });
    const next = segments.slice(at, at + size);
    if (hits.isFull(next[0]?.maxAt)) break;
    const begun = await beginWith(sql, next, { words, moments });
    const found = (await narrow(sql, begun, others)).map(unread);
    candidates.push(...found);
    seen += countOf(found);
    at += next.length;
    // Too few are read together with those of the next batch.
    if (at < segments.length && hits.list.length + countOf(candidates) < asked.limit) continue;
    await readCandidates(sql, candidates, { asked, hits, frequent });
    candidates = [];
  }
  return hits.list;
}

/** With a larger share of the records, a list is left to the records themselves at first. */
const FREQUENT = 0.2;

/** What fewest records have comes first, as it seems from the newest segments. */
async function inOrder(
  sql: Sql,
  newest: readonly Segment[],
  needed: readonly Words[],
): Promise<{ rare: Shared[]; frequent: Shared[] }> {
  const [only] = needed;
  if (needed.length === 1 && only) return { rare: [{ words: only, share: 0 }], frequent: [] };
  const shared: Shared[] = [];
  for (const words of needed) shared.push({ words, share: await shareOf(sql, newest, words) });
  shared.sort((one, other) => one.share - other.share);
  const isRare = ({ share }: Shared, at: number) => at === 0 || share < FREQUENT;
  return {
    rare: shared.filter(isRare),
    frequent: shared.filter((one, at) => !isRare(one, at)),
  };
}

const countOf = (candidates: readonly Unread[]): number =>
  candidates.reduce((sum, { left }) => sum + left, 0);

/** As many as are likely to hold what is missing, by what was seen in those before. */
function batchSize({
  missing,
  seen,
  segments,
}: {
  missing: number;
  seen: number;
  segments: number;
}) {
  const wanted = (SPARE * missing * segments) / Math.max(seen, 0.1);
  return Math.min(MOST, Math.max(BATCHES[1], Math.ceil(wanted)));
}

/** Milliseconds are what records are kept in. */
function momentsOf({ filter, after }: Asked): Moments {
  const of = (at: Date | string) =>
    at === "infinity" ? Infinity : at === "-infinity" ? -Infinity : new Date(at).getTime();
  return { from: of(filter.from), to: Math.min(of(filter.to), of(after.at)) };
}

class Newest {
  readonly #limit: number;
  list: Hit[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether nothing that is as old as this can be among them any more. */
  isFull(newest = -Infinity): boolean {
    const last = this.list[this.#limit - 1];
    return last !== undefined && newest < last.at.getTime();
  }

  add(hits: readonly Hit[]): void {
    this.list = [...this.list, ...hits].sort(newestFirst).slice(0, this.#limit);
  }
}

export const newestFirst = (one: Hit, other: Hit): number =>
  other.at.getTime() - one.at.getTime() || (one.id < other.id ? 1 : -1);

type Unread = Candidates & {
  /** How many of the ranks, from the oldest on, were not read. */
  left: number;
  /** None of those is newer. */
  newest: number;
};

const unread = (candidates: Candidates): Unread => ({
  ...candidates,
  left: candidates.ranks.length,
  newest: candidates.segment.maxAt,
});

/** Of so many records that were read, less than one in five was a hit: others are asked more closely. */
const POOR = { read: 200, share: 0.2 };

/** Reads candidates, the newest first, until no other can be among the hits. */
async function readCandidates(
  sql: Sql,
  candidates: readonly Unread[],
  { asked, hits, frequent }: { asked: Asked; hits: Newest; frequent: readonly Shared[] },
): Promise<void> {
  let [read, admitted] = [0, 0];
  let rest = candidates;
  let isNarrow = frequent.length === 0;
  for (let most = Math.max(LEAST_READ, asked.limit); ; most *= 2) {
    rest = rest.filter(({ left, newest }) => left > 0 && !hits.isFull(newest));
    if (rest.length === 0) return;
    if (!isNarrow && read >= POOR.read && admitted < POOR.share * read) {
      isNarrow = true;
      rest = await narrowRest(sql, rest, frequent);
    }
    const places = take(rest, most);
    const rows = await readRanks(sql, places, asked);
    hits.add(rows);
    read += places.length;
    admitted += rows.length;
    for (const { number, at } of rows) {
      const from = places[number]?.from;
      if (from) from.newest = Math.min(from.newest, at.getTime());
    }
  }
}

async function narrowRest(
  sql: Sql,
  rest: readonly Unread[],
  frequent: readonly Shared[],
): Promise<Unread[]> {
  const newest = new Map(rest.map((one) => [one.segment, one.newest]));
  const open = rest.map(({ segment, ranks, left }) => ({
    segment,
    ranks: ranks.subarray(0, left),
  }));
  const left = await narrow(sql, open, frequent);
  return left.map((one) => ({
    ...unread(one),
    newest: newest.get(one.segment) ?? one.segment.maxAt,
  }));
}

/** So many in all, from the first segments; of each the newest. */
function take(rest: readonly Unread[], most: number) {
  const taken: { segment: Segment; rank: number; from: Unread }[] = [];
  for (const from of rest) {
    const start = Math.max(0, from.left - (most - taken.length));
    for (const rank of from.ranks.subarray(start, from.left))
      taken.push({ segment: from.segment, rank, from });
    from.left = start;
    if (taken.length >= most) break;
  }
  return taken;
}
