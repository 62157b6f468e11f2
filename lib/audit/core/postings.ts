/**
 * The index of words of a segment of the log: for every word the ranks of the records that have it,
 * packed into buckets by the hash of the word. Only hashes are kept: two words with one hash give
 * records too many, never too few, and whoever searches reads each record again.
 */

/** Ranks within a segment, ascending. */
export type Ranks = Uint32Array;

/** Of a segment. */
const MOST_RECORDS = 262_144;

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
export function encodeRanks(ranks: ArrayLike<number>, records: number): Uint8Array {
  const gaps = [GAPS];
  let before = -1;
  const length = 1 + Math.ceil(records / 8);
  for (let at = 0; at < ranks.length && gaps.length <= length; at += 1) {
    const rank = ranks[at] ?? 0;
    pushNumber(gaps, rank - before - 1);
    before = rank;
  }
  if (gaps.length <= length) return Uint8Array.from(gaps);
  const bits = new Uint8Array(length);
  bits[0] = BITS;
  for (let at = 0; at < ranks.length; at += 1) {
    const rank = ranks[at] ?? 0;
    bits[1 + (rank >> 3)] = (bits[1 + (rank >> 3)] ?? 0) | (1 << (rank & 7));
  }
  return bits;
}

/** Written to and copied from: arrays as long as they might be would keep the garbage collector busy. */
const scratch = new Uint32Array(MOST_RECORDS);

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

/** How many bits of a byte are 1. */
const ONES = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let bits = byte; bits !== 0; bits &= bits - 1) ones += 1;
  return ones;
});

/** How many ranks are in a list as it is stored. */
export function lengthOf(bytes: Uint8Array): number {
  let length = 0;
  if (bytes[0] === BITS)
    for (let at = 1; at < bytes.length; at += 1) length += ONES[bytes[at] ?? 0] ?? 0;
  else for (let at = 1; at < bytes.length; at += 1) if ((bytes[at] ?? 0) < 128) length += 1;
  return length;
}

/** No segment has such a rank. */
const NEVER = 0x7fffffff;

/** What of these ranks is in a list as it is stored: no more of it is read than up to the last one. */
export const keepIn = (ranks: Ranks, bytes: Uint8Array): Ranks =>
  bytes[0] === BITS ? keepInBits(ranks, bytes) : keepInGaps(ranks, bytes);

function keepInBits(ranks: Ranks, bytes: Uint8Array): Ranks {
  const kept = scratch;
  let length = 0;
  for (let at = 0; at < ranks.length; at += 1) {
    const rank = ranks[at] ?? 0;
    if ((((bytes[1 + (rank >> 3)] ?? 0) >> (rank & 7)) & 1) === 1) kept[length++] = rank;
  }
  return kept.slice(0, length);
}

function keepInGaps(ranks: Ranks, bytes: Uint8Array): Ranks {
  const kept = scratch;
  let length = 0;
  let place = 0;
  let wanted = ranks[0] ?? NEVER;
  let before = -1;
  for (let at = 1; at < bytes.length && wanted < NEVER;) {
    let gap = 0;
    let factor = 1;
    for (let more = true; more; at += 1, factor *= 128) {
      const byte = bytes[at] ?? 0;
      gap += (byte & 127) * factor;
      more = byte >= 128;
    }
    before += gap + 1;
    while (wanted < before) wanted = ranks[++place] ?? NEVER;
    if (wanted === before) kept[length++] = before;
  }
  return kept.slice(0, length);
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

type Words = {
  hashes: Iterable<number>;
  /** Asked once for each of them, when its turn has come. */
  ranksOf: (hash: number) => ArrayLike<number>;
};
type Shape = {
  /** Of the segment. */
  records: number;
  buckets: number;
};

/** What is stored: each bucket that holds anything, and its bytes. */
export function* packBuckets(
  { hashes, ranksOf }: Words,
  { records, buckets }: Shape,
): Generator<[number, Uint8Array]> {
  const inTurn = Uint32Array.from(hashes).sort((a, b) => (a % buckets) - (b % buckets) || a - b);
  let open = new Map<number, number[]>();
  let turn = -1;
  for (const hash of inTurn) {
    if (hash % buckets !== turn) {
      yield* closed(open);
      open = new Map();
      turn = hash % buckets;
    }
    const list = encodeRanks(ranksOf(hash), records);
    const [shared, own] = bucketsOf(hash, buckets);
    const bucket = list.length >= LONG ? own : shared;
    let bytes = open.get(bucket);
    if (bytes === undefined) open.set(bucket, (bytes = []));
    bytes.push(hash >>> 24, (hash >>> 16) & 255, (hash >>> 8) & 255, hash & 255);
    pushNumber(bytes, list.length);
    for (const byte of list) bytes.push(byte);
  }
  yield* closed(open);
}

function* closed(open: ReadonlyMap<number, readonly number[]>): Generator<[number, Uint8Array]> {
  for (const [bucket, bytes] of open) yield [bucket, Uint8Array.from(bytes)];
}

/** The lists of a bucket, as they are stored, each with the hash of its word. */
export function* listsOf(bucket: Uint8Array): Generator<[number, Uint8Array]> {
  for (let at = 0; at < bucket.length;) {
    const { value: length, next } = numberAt(bucket, at + 4);
    yield [hashAt(bucket, at), bucket.subarray(next, next + length)];
    at = next + length;
  }
}

/** The list of a word in a bucket, as it is stored; null where it is not there. */
export function listIn(bucket: Uint8Array, hash: number): Uint8Array | null {
  for (let at = 0; at < bucket.length;) {
    const { value: length, next } = numberAt(bucket, at + 4);
    if (hashAt(bucket, at) === hash) return bucket.subarray(next, next + length);
    at = next + length;
  }
  return null;
}

const hashAt = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)) >>>
  0;

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
  if (filled.length <= 1) return filled[0] ?? new Uint32Array();
  return Uint32Array.from(new Set(filled.flatMap((list) => [...list]))).sort();
}
