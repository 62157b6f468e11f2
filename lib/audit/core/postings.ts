/**
 * The index of words of a segment of the log: for every word the ranks of the records that have it,
 * packed into buckets by the hash of the word. Only hashes are kept: two words with one hash give
 * records too many, never too few, and whoever searches reads each record again.
 */

/** Ranks within a segment, ascending; a segment has at most 65,536 records. */
export type Ranks = Uint16Array;

/** FNV-1a over UTF-16 code units, 32 bits. */
export function tokenHash(token: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < token.length; at += 1)
    hash = Math.imul(hash ^ token.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** With longer lists a word has a bucket of its own, so that the others of its bucket stay short. */
const LONG = 512;
/** Buckets of long lists are numbered from here on. */
const OWN = 1 << 20;

/** Where the ranks of a word may be: beside others, or by themselves. */
export const bucketsOf = (hash: number, buckets: number): readonly [number, number] => [
  hash % buckets,
  OWN + (hash % OWN),
];

const GAPS = 0;
const BITS = 1;

/** As gaps, 7 bits a byte, or as one bit for each record of the segment, whichever is shorter. */
export function encodeRanks(ranks: readonly number[], records: number): Uint8Array {
  const gaps = [GAPS];
  let before = -1;
  for (const rank of ranks) {
    pushNumber(gaps, rank - before - 1);
    before = rank;
  }
  const length = 1 + Math.ceil(records / 8);
  if (gaps.length <= length) return Uint8Array.from(gaps);
  const bits = new Uint8Array(length);
  bits[0] = BITS;
  for (const rank of ranks)
    bits[1 + (rank >> 3)] = (bits[1 + (rank >> 3)] ?? 0) | (1 << (rank & 7));
  return bits;
}

/** Written to and copied from: arrays as long as they might be would keep the garbage collector busy. */
const scratch = new Uint16Array(65_536);

export function decodeRanks(bytes: Uint8Array): Ranks {
  const ranks = scratch;
  let length = 0;
  if (bytes[0] === BITS) {
    for (let at = 1; at < bytes.length; at += 1)
      for (let bits = bytes[at] ?? 0, rank = (at - 1) * 8; bits !== 0; bits >>= 1, rank += 1)
        if ((bits & 1) === 1) ranks[length++] = rank;
    return ranks.slice(0, length);
  }
  let before = -1;
  for (let at = 1; at < bytes.length;) {
    let gap = 0;
    let factor = 1;
    for (let more = true; more; at += 1, factor *= 128) {
      const byte = bytes[at] ?? 0;
      gap += (byte & 127) * factor;
      more = byte >= 128;
    }
    before += gap + 1;
    ranks[length++] = before;
  }
  return ranks.slice(0, length);
}

/** What of these ranks is in a list as it is stored. */
export function keepIn(ranks: Ranks, bytes: Uint8Array): Ranks {
  if (bytes[0] !== BITS) return bothOf(ranks, decodeRanks(bytes));
  return ranks.filter((rank) => (((bytes[1 + (rank >> 3)] ?? 0) >> (rank & 7)) & 1) === 1);
}

function pushNumber(into: number[], value: number): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) into.push((rest % 128) | 128);
  into.push(rest);
}

function numberAt(bytes: Uint8Array, start: number): { value: number; next: number } {
  let value = 0;
  let factor = 1;
  for (let at = start; ; at += 1, factor *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * factor;
    if (byte < 128) return { value, next: at + 1 };
  }
}

type Shape = {
  /** Of the segment. */
  records: number;
  buckets: number;
};

/** What is stored: the bytes of each bucket that holds anything. */
export function packBuckets(
  ranksOf: ReadonlyMap<number, readonly number[]>,
  { records, buckets }: Shape,
): Map<number, Uint8Array> {
  const packed = new Map<number, number[]>();
  for (const [hash, ranks] of ranksOf) {
    const list = encodeRanks(ranks, records);
    const [shared, own] = bucketsOf(hash, buckets);
    const bucket = list.length >= LONG ? own : shared;
    let bytes = packed.get(bucket);
    if (bytes === undefined) packed.set(bucket, (bytes = []));
    bytes.push(hash >>> 24, (hash >>> 16) & 255, (hash >>> 8) & 255, hash & 255);
    pushNumber(bytes, list.length);
    for (const byte of list) bytes.push(byte);
  }
  return new Map([...packed].map(([bucket, bytes]) => [bucket, Uint8Array.from(bytes)]));
}

/** The list of a word in a bucket, as it is stored; null where it is not there. */
export function listIn(bucket: Uint8Array, hash: number): Uint8Array | null {
  for (let at = 0; at < bucket.length;) {
    const found =
      (((bucket[at] ?? 0) << 24) |
        ((bucket[at + 1] ?? 0) << 16) |
        ((bucket[at + 2] ?? 0) << 8) |
        (bucket[at + 3] ?? 0)) >>>
      0;
    const { value: length, next } = numberAt(bucket, at + 4);
    if (found === hash) return bucket.subarray(next, next + length);
    at = next + length;
  }
  return null;
}

/** What is in both. */
export function bothOf(one: Ranks, other: Ranks): Ranks {
  const both = scratch;
  let length = 0;
  for (let at = 0, also = 0; at < one.length && also < other.length;) {
    const [a = 0, b = 0] = [one[at], other[also]];
    if (a === b) both[length++] = a;
    if (a <= b) at += 1;
    if (b <= a) also += 1;
  }
  return both.slice(0, length);
}

/** What is in any of them. */
export function anyOf(lists: readonly Ranks[]): Ranks {
  const filled = lists.filter(({ length }) => length > 0);
  if (filled.length <= 1) return filled[0] ?? new Uint16Array();
  return Uint16Array.from(new Set(filled.flatMap((list) => [...list]))).sort();
}
