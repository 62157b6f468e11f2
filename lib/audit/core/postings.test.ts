import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  anyOf,
  bothOf,
  bucketsOf,
  decodeRanks,
  encodeRanks,
  packBuckets,
  keepIn,
  lengthOf,
  listIn,
  tokenHash,
} from "./postings.ts";

const RECORDS = 32_768;
const ranks = fc
  .uniqueArray(fc.integer({ min: 0, max: RECORDS - 1 }), { maxLength: 400 })
  .map((list) => list.sort((one, other) => one - other));
const asRanks = (list: readonly number[]) => Uint32Array.from(list);

const packed = (lists: ReadonlyMap<number, readonly number[]>, buckets: number) =>
  new Map(
    packBuckets(
      { hashes: lists.keys(), ranksOf: (hash) => lists.get(hash) ?? [] },
      { records: RECORDS, buckets },
    ),
  );

test("ranks come back as they were", () => {
  fc.assert(
    fc.property(ranks, (list) => {
      expect([...decodeRanks(encodeRanks(list, RECORDS))]).toEqual(list);
      expect(lengthOf(encodeRanks(list, RECORDS))).toBe(list.length);
    }),
  );
});

test.each([
  ["none", []],
  ["the first", [0]],
  ["the last", [RECORDS - 1]],
  ["every second", Array.from({ length: RECORDS / 2 }, (_, at) => 2 * at)],
  ["all", Array.from({ length: RECORDS }, (_, at) => at)],
])("%s of a segment, in no more than one bit a record", (_name, list) => {
  const bytes = encodeRanks(list, RECORDS);
  expect(bytes.length).toBeLessThanOrEqual(1 + RECORDS / 8);
  expect([...decodeRanks(bytes)]).toEqual(list);
  expect(lengthOf(bytes)).toBe(list.length);
  const some = Uint32Array.from([0, 1, 2, 77, RECORDS - 1]);
  expect([...keepIn(some, bytes)]).toEqual([...bothOf(some, decodeRanks(bytes))]);
});

test("what is in both, and what is in any, is what sets say", () => {
  fc.assert(
    fc.property(ranks, ranks, (one, other) => {
      const also = new Set(other);
      expect([...bothOf(asRanks(one), asRanks(other))]).toEqual(
        one.filter((rank) => also.has(rank)),
      );
      expect([...keepIn(asRanks(one), encodeRanks(other, RECORDS))]).toEqual([
        ...bothOf(asRanks(one), asRanks(other)),
      ]);
      const any = [...new Set([...one, ...other])].sort((a, b) => a - b);
      expect([...anyOf([asRanks(one), asRanks(other)])]).toEqual(any);
    }),
  );
});

describe("buckets", () => {
  const words = fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), ranks, { maxKeys: 40 });

  test("each word finds its ranks in one of its two buckets, and none that is not there", () => {
    fc.assert(
      fc.property(words, (dictionary) => {
        const byHash = new Map(
          Object.entries(dictionary).map(([word, list]) => [tokenHash(word), list]),
        );
        const buckets = packed(byHash, 8);
        const find = (hash: number) =>
          anyOf(
            bucketsOf(hash, 8).map((bucket) => {
              const bytes = buckets.get(bucket);
              const list = bytes ? listIn(bytes, hash) : null;
              return list ? decodeRanks(list) : new Uint32Array();
            }),
          );
        for (const [hash, list] of byHash) expect([...find(hash)]).toEqual(list);
        expect([...find(tokenHash("not a word of it"))]).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test("a word that most records have does not make the others of its bucket longer", () => {
    const many = Array.from({ length: 20_000 }, (_, at) => at);
    const buckets = packed(
      new Map([
        [8, many],
        [16, [3]],
      ]),
      8,
    );
    expect(buckets.get(0)?.length).toBeLessThan(20);
  });
});
