import { expect, test } from "vitest";
import type { Sql } from "#lib/db/client.ts";
import { packBuckets, tokenHash } from "../core/postings.ts";
import { bucketsFor } from "../core/segment-plan.ts";
import { NEWEST } from "../place.ts";
import type { ResolvedFilter } from "../resolve-filter.ts";
import { searchSegments } from "./search-segments.ts";

const COUNT = 262_144;
const SEGMENTS = 20;
const SECOND = 1_000;

type Lists = Readonly<Record<string, (rank: number) => boolean>>;

/** No two logs have a segment of one transaction. */
let made = 0;

/** A log of five million records, of which every segment has the same lists; every other is a record a second. */
function logOf(lists: Lists) {
  const ranks = new Map(
    Object.entries(lists).map(([word, holds]) => [
      tokenHash(word),
      Array.from({ length: COUNT }, (_, rank) => rank).filter(holds),
    ]),
  );
  const words = { hashes: ranks.keys(), ranksOf: (hash: number) => ranks.get(hash) ?? [] };
  const buckets = new Map(packBuckets(words, { records: COUNT, buckets: bucketsFor(COUNT) }));
  const counted = { read: 0, rounds: 0, fetched: 0 };
  made += 1;
  const sql: Sql = async <Row extends object>(
    { name }: { name?: string },
    given: readonly unknown[],
  ) => answer(name ?? "", given as string[][]) as Row[];
  return { sql, counted };

  function answer(name: string, [leaves = [], , numbers = []]: string[][]): object[] {
    if (name === "audit-segments")
      return Array.from({ length: SEGMENTS }, (_, at) => SEGMENTS - 1 - at).map((at) => ({
        ...{ firstLeaf: at * COUNT, count: COUNT, made: String(made), marks: null },
        minAt: at * COUNT * SECOND,
        maxAt: ((at + 1) * COUNT - 1) * SECOND,
      }));
    if (name === "audit-segment-buckets")
      return numbers.flatMap((bucket, number) => {
        const found = buckets.get(Number(bucket));
        counted.fetched += found?.length ?? 0;
        return found ? [{ number, stays: true, ranks: Buffer.from(found).toString("base64") }] : [];
      });
    counted.read += numbers.length;
    counted.rounds += 1;
    const rest = Object.values(lists);
    return numbers.flatMap((rank, number) =>
      rest.every((holds) => holds(Number(rank)))
        ? [
            {
              ...{ number, stays: true, id: `${leaves[number]}-${rank}` },
              at: new Date((Number(leaves[number]) + Number(rank)) * SECOND),
            },
          ]
        : [],
    );
  }
}

const ALL: ResolvedFilter = {
  ...{ from: "-infinity", to: "infinity", words: null, needed: [], action: "" },
  ...{ actors: null, targets: null, objects: null, targetKind: null },
  ...{ kinds: [], outcomes: [], actorKinds: [] },
  given: { kind: false, outcome: false, actorKind: false },
};

const searched = (lists: Lists) => searchIn(logOf(lists), lists);

async function searchIn({ sql, counted }: ReturnType<typeof logOf>, lists: Lists) {
  const before = { ...counted };
  const needed = Object.keys(lists).map((word) => [word]);
  const asked = { filter: ALL, after: NEWEST, limit: 51, needed, found: [] };
  const hits = await searchSegments(sql, asked);
  return {
    hits,
    read: counted.read - before.read,
    rounds: counted.rounds - before.rounds,
    fetched: counted.fetched - before.fetched,
  };
}

test.each<[string, Lists]>([
  ["5 % and 90 %", { denied: (rank) => rank % 20 === 0, success: (rank) => rank % 20 > 1 }],
  [
    "10 % and 17 %",
    { one: (rank) => rank % 10 === 0, other: (rank) => rank % 6 === 1 && rank % 10 > 0 },
  ],
])(
  "words of %s of the records that never meet cost a few hundred records",
  async (_shares, lists) => {
    const { hits, read, rounds } = await searched(lists);
    expect(hits).toEqual([]);
    expect(read).toBeLessThan(2_000);
    expect(rounds).toBeLessThan(20);
  },
);

test("words that meet only in old records are found there, without reading all others", async () => {
  const isOld = (rank: number) => rank < 40;
  const { hits, read } = await searched({
    denied: (rank) => rank % 20 === 0,
    success: (rank) => rank % 20 > 1 || isOld(rank),
  });
  expect(hits).toHaveLength(SEGMENTS * 2);
  expect(read).toBeLessThan(3_000);
});

test("words that are in every other record give the newest page at once", async () => {
  const { hits, read, rounds } = await searched({
    one: (rank) => rank % 2 === 1,
    other: (rank) => rank % 4 === 3,
  });
  expect(hits).toHaveLength(51);
  expect(hits[0]?.at).toEqual(new Date((SEGMENTS * COUNT - 1) * SECOND));
  expect(read).toBeLessThan(200);
  expect(rounds).toBeLessThan(3);
});

test("what was fetched for a page is not fetched for the next, which finds the same", async () => {
  const lists: Lists = {
    one: (rank) => rank % 1_000 === 0,
    other: (rank) => rank % 9 === 0,
  };
  const log = logOf(lists);
  const first = await searchIn(log, lists);
  const again = await searchIn(log, lists);
  expect(first.fetched).toBeGreaterThan(10_000);
  expect(again.fetched).toBe(0);
  expect(again.hits).toEqual(first.hits);
});
