import type { Sql } from "#lib/db/client.ts";
import type { Place } from "../place.ts";
import type { ResolvedFilter } from "../resolve-filter.ts";
import {
  beginWith,
  narrow,
  recordsOf,
  shareOf,
  StoredLists,
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
  /** Those that are known already. */
  found: readonly Hit[];
};

/** Segments that are asked at first: few, as frequent words are found in the newest ones. */
const FIRST = { segments: 4, records: 131_072 };
/** Records of those that are asked next, at least and at most. */
const [LEAST, MOST] = [1_048_576, 16_777_216];
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
  const stored = new StoredLists(sql);
  const segments = await readSegments(sql, moments);
  const hits = new Newest(asked.limit, asked.found);
  const inTurn = await inOrder(stored, batchOf(segments, FIRST), asked.needed);
  const [{ words } = { words: [] }, ...lists] = inTurn;
  let candidates: Unread[] = [];
  let seen = 0;
  for (let at = 0; at < segments.length;) {
    const missing = asked.limit - hits.list.length - countOf(candidates);
    const records = recordsOf(segments.slice(0, at));
    const next = batchOf(
      segments.slice(at),
      at === 0 ? FIRST : batchSize({ missing, seen, records }),
    );
    if (hits.isFull(next[0]?.maxAt)) break;
    const begun = await beginWith(stored, next, { words, moments });
    const left = await narrow(stored, begun, {
      lists,
      readsWithout: (share) => asked.limit / share,
    });
    const found = left.map((one) => unread(one, moments));
    candidates.push(...found);
    seen += countOf(found);
    at += next.length;
    // Too few are read together with those of the next batch.
    if (at < segments.length && hits.list.length + countOf(candidates) < asked.limit) continue;
    await readCandidates(sql, candidates, { asked, hits, lists, stored });
    candidates = [];
  }
  return hits.list;
}

type Batch = { segments: number; records: number };

/** The first of them, up to so many segments or records; at least one. */
function batchOf(segments: readonly Segment[], { segments: most, records }: Batch): Segment[] {
  let sum = 0;
  let end = 0;
  for (; end < Math.min(segments.length, most) && sum < records; end += 1)
    sum += segments[end]?.count ?? 0;
  return segments.slice(0, end);
}

/** What fewest records have comes first, as it seems from the newest segments. */
async function inOrder(
  stored: StoredLists,
  newest: readonly Segment[],
  needed: readonly Words[],
): Promise<Shared[]> {
  const [only] = needed;
  if (needed.length === 1 && only) return [{ words: only, share: 0 }];
  await stored.read(newest, needed);
  const shared: Shared[] = [];
  for (const words of needed) shared.push({ words, share: await shareOf(stored, newest, words) });
  return shared.sort((one, other) => one.share - other.share);
}

const countOf = (candidates: readonly Unread[]): number =>
  candidates.reduce((sum, { left }) => sum + left, 0);

/** As many as are likely to hold what is missing, by what was seen in those before. */
function batchSize({
  missing,
  seen,
  records,
}: {
  missing: number;
  seen: number;
  records: number;
}): Batch {
  const wanted = (SPARE * missing * records) / Math.max(seen, 0.1);
  return { segments: Infinity, records: Math.min(MOST, Math.max(LEAST, wanted)) };
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

  constructor(limit: number, found: readonly Hit[]) {
    this.#limit = limit;
    this.add(found);
  }

  /** How many more there is room for. */
  get missing(): number {
    return this.#limit - this.list.length;
  }

  /** Nothing that is older can be among them any more. */
  get since(): number {
    return this.list[this.#limit - 1]?.at.getTime() ?? -Infinity;
  }

  isFull(newest = -Infinity): boolean {
    return newest < this.since;
  }

  /** A record may be found twice: it may come into a segment while it is searched. */
  add(hits: readonly Hit[]): void {
    const all = new Map([...this.list, ...hits].map((hit) => [hit.id, hit]));
    this.list = [...all.values()].sort(newestFirst).slice(0, this.#limit);
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

const unread = (candidates: Candidates, { to }: Moments): Unread => ({
  ...candidates,
  left: candidates.ranks.length,
  newest: Math.min(candidates.segment.maxAt, to),
});

/** Of so many records that were read, less than one in five was a hit: others are asked more closely. */
const POOR = { read: 200, share: 0.2 };

/** More of each segment than seem to be as new as what is found; in every round so many times as many. */
const FEW = 4;

/** Reads candidates, the newest first, until no other can be among the hits. */
async function readCandidates(
  sql: Sql,
  candidates: readonly Unread[],
  {
    asked,
    hits,
    lists,
    stored,
  }: { asked: Asked; hits: Newest; lists: readonly Shared[]; stored: StoredLists },
): Promise<void> {
  let [read, admitted] = [0, 0];
  let rest = candidates;
  let isNarrow = lists.length === 0;
  // As many as seem to hold what is missing, by those that were read.
  const likely = () => (SPARE * hits.missing * read) / Math.max(admitted, 0.5);
  // Not too few, and at most twice as many.
  const nextRead = (before: number): number =>
    Math.min(2 * before, Math.max(LEAST_READ, Math.ceil(likely())));
  let few = FEW;
  for (let most = Math.max(LEAST_READ, asked.limit); ; most = nextRead(most), few *= FEW) {
    rest = rest.filter(({ left, newest }) => left > 0 && !hits.isFull(newest));
    if (rest.length === 0) return;
    if (!isNarrow && read >= POOR.read && admitted < POOR.share * read) {
      // What was estimated was wrong: words that are frequent each may hardly ever meet.
      rest = await narrowRest(stored, rest, { lists, readsWithout: likely });
      const segments = rest.map(({ segment }) => segment);
      isNarrow = lists.every(({ words }) => stored.has(segments, words));
    }
    const places = take(rest, { most, since: hits.since, few });
    const rows = await readRanks(sql, places, asked);
    hits.add(rows.map(({ id, at }) => ({ id, at })));
    read += places.length;
    admitted += rows.length;
    for (const { number, at } of rows) {
      const from = places[number]?.from;
      if (from) from.newest = Math.min(from.newest, at.getTime());
    }
  }
}

async function narrowRest(
  stored: StoredLists,
  rest: readonly Unread[],
  narrowing: Parameters<typeof narrow>[2],
): Promise<Unread[]> {
  const newest = new Map(rest.map((one) => [one.segment, one.newest]));
  const open = rest.map(({ segment, ranks, left }) => ({
    segment,
    ranks: ranks.subarray(0, left),
  }));
  const left = await narrow(stored, open, narrowing);
  return left.map((one) =>
    unread(one, { from: -Infinity, to: newest.get(one.segment) ?? Infinity }),
  );
}

/**
 * So many in all, the newest of each segment, as far back in time as so many seem to be, and no further
 * than a moment: as if the records of a segment were even in time. What that takes too few of is read in
 * the next round.
 */
function take(
  rest: readonly Unread[],
  { most, since, few }: { most: number; since: number; few: number },
) {
  const earliest = Math.max(momentOf(rest, most), since);
  const more = since === -Infinity ? 0 : few;
  const taken: { segment: Segment; rank: number; from: Unread }[] = [];
  for (const from of rest) {
    const start = Math.max(0, from.left - Math.ceil(countSince(from, earliest)) - more);
    for (const rank of from.ranks.subarray(start, from.left))
      taken.push({ segment: from.segment, rank, from });
    from.left = start;
  }
  return taken;
}

/** How many of those that are left seem to be from then on. */
function countSince({ segment, left, newest }: Unread, since: number): number {
  if (newest < since) return 0;
  const span = newest - segment.minAt;
  return span <= 0 ? left : Math.min(left, (left * (newest - since)) / span);
}

/** The moment from which on so many seem to be. */
function momentOf(rest: readonly Unread[], most: number): number {
  let early = Math.min(...rest.map(({ segment }) => segment.minAt));
  let late = Math.max(...rest.map(({ newest }) => newest));
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (early + late) / 2;
    const count = rest.reduce((sum, one) => sum + countSince(one, middle), 0);
    if (count > most) early = middle;
    else late = middle;
  }
  return early;
}
/** Halves ten years to less than a second. */
const STEPS = 30;
