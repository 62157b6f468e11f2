import type { Sql } from "#lib/db/client.ts";
import type { Ranks } from "../core/postings.ts";
import type { Place } from "../place.ts";
import type { ResolvedFilter } from "../resolve-filter.ts";
import { candidatesOf, type Needed } from "./candidates.ts";
import {
  readRanks,
  readSegments,
  SegmentReplaced,
  type Moments,
  type Segment,
} from "./segment-statements.ts";

export type Hit = { id: string; at: Date };
type Asked = { filter: ResolvedFilter; after: Place; limit: number; needed: Needed };

/** Segments that are asked at once: few at first, as frequent words are found in the newest ones. */
const BATCHES = [2, 8, 32, 128];
const MOST = 512;
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
  for (let at = 0, batch = 0; at < segments.length; batch += 1) {
    const next = segments.slice(at, at + (BATCHES[batch] ?? MOST));
    if (hits.isFull(next[0]?.maxAt)) break;
    const found = await candidatesOf(sql, next, { needed: asked.needed, moments });
    await readCandidates(sql, found.map(unread), { asked, hits });
    at += next.length;
  }
  return hits.list;
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

type Unread = {
  segment: Segment;
  ranks: Ranks;
  /** How many of the ranks, from the oldest on, were not read. */
  left: number;
  /** None of those is newer. */
  newest: number;
};

const unread = ({ segment, ranks }: { segment: Segment; ranks: Ranks }): Unread => ({
  segment,
  ranks,
  left: ranks.length,
  newest: segment.maxAt,
});

/** Reads candidates, the newest first, until no other can be among the hits. */
async function readCandidates(
  sql: Sql,
  candidates: readonly Unread[],
  { asked, hits }: { asked: Asked; hits: Newest },
): Promise<void> {
  for (let most = Math.max(LEAST_READ, asked.limit); ; most *= 2) {
    const open = candidates.filter(({ left, newest }) => left > 0 && !hits.isFull(newest));
    if (open.length === 0) return;
    const taken = take(open, most);
    const places = taken.flatMap(({ from, ranks }) =>
      [...ranks].map((rank) => ({ segment: from.segment, rank, from })),
    );
    const rows = await readRanks(sql, places, asked);
    hits.add(rows);
    for (const { number, at } of rows) {
      const from = places[number]?.from;
      if (from) from.newest = Math.min(from.newest, at.getTime());
    }
  }
}

/** So many in all, from the first segments; of each the newest. */
function take(open: readonly Unread[], most: number): { from: Unread; ranks: Ranks }[] {
  const taken: { from: Unread; ranks: Ranks }[] = [];
  let room = most;
  for (const from of open) {
    if (room <= 0) break;
    const start = Math.max(0, from.left - room);
    const ranks = from.ranks.subarray(start, from.left);
    from.left = start;
    room -= ranks.length;
    taken.push({ from, ranks });
  }
  return taken;
}
