import { joinFromRight, nodeHash } from "./merkle.ts";

/** The hash of the full subtree of 2^level leaves that starts at leaf index × 2^level. */
export type SubtreeSource = (level: number, index: number) => Promise<Buffer>;

/** Leaves `from` (included) to `to` (not included). */
type Range = readonly [from: number, to: number];

/** RFC 9162 §2.1.3.1: from the leaf upwards. @throws RangeError for a leaf that is not in it. */
export async function inclusionProof(
  leaf: number,
  size: number,
  source: SubtreeSource,
): Promise<Buffer[]> {
  if (!isSize(size) || !isSize(leaf) || leaf >= size)
    throw new RangeError(`a tree of size ${size} has no leaf ${leaf}`);
  return hashesOf(inclusionRanges(leaf, size), source);
}

/** RFC 9162 §2.1.4.1. Empty from 0 or between equal sizes. @throws RangeError if it shrinks. */
export async function consistencyProof(
  from: number,
  to: number,
  source: SubtreeSource,
): Promise<Buffer[]> {
  if (!isSize(from) || !isSize(to) || from > to)
    throw new RangeError(`a tree cannot grow from size ${from} to ${to}`);
  return from === 0 || from === to ? [] : hashesOf(consistencyRanges(from, to), source);
}

/** The root of the first `size` leaves. */
export async function rootAt(size: number, source: SubtreeSource): Promise<Buffer> {
  return rangeHash([0, size], source);
}

/** The maximal full subtrees of the first `size` leaves, left to right: the state of that tree. */
export async function subtreesOf(size: number, source: SubtreeSource): Promise<Buffer[]> {
  return Promise.all(fullSubtrees([0, size]).map(({ level, index }) => source(level, index)));
}

export type InclusionClaim = {
  leaf: number;
  size: number;
  leafHash: Buffer;
  proof: readonly Buffer[];
  root: Buffer;
};

/** RFC 9162 §2.1.3.2. */
export function verifyInclusion({ leaf, size, leafHash, proof, root }: InclusionClaim): boolean {
  if (!isSize(leaf) || !isSize(size) || leaf >= size) return false;
  if (![leafHash, root, ...proof].every(isHash)) return false;
  let computed = leafHash;
  const complete = climb({ at: leaf, last: size - 1 }, proof, (sibling, isLeft) => {
    computed = isLeft ? nodeHash(sibling, computed) : nodeHash(computed, sibling);
  });
  return complete && computed.equals(root);
}

export type ConsistencyClaim = {
  from: number;
  to: number;
  fromRoot: Buffer;
  toRoot: Buffer;
  proof: readonly Buffer[];
};

/** RFC 9162 §2.1.4.2. Every tree is consistent with the empty one, by an empty proof. */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { from, to, fromRoot, toRoot, proof } = claim;
  if (!isSize(from) || !isSize(to) || from > to) return false;
  if (![fromRoot, toRoot, ...proof].every(isHash)) return false;
  if (from === to) return proof.length === 0 && fromRoot.equals(toRoot);
  if (from === 0) return proof.length === 0;
  // A tree that is one full subtree is its own first hash.
  const path = isPowerOfTwo(from) ? [fromRoot, ...proof] : proof;
  return followConsistency(claim, path);
}

function followConsistency(claim: ConsistencyClaim, path: readonly Buffer[]): boolean {
  const { from, to, fromRoot, toRoot } = claim;
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let [at, last] = [from - 1, to - 1];
  while (isOdd(at)) [at, last] = [half(at), half(last)];
  let [older, newer] = [first, first];
  const complete = climb({ at, last }, rest, (sibling, isLeft) => {
    if (isLeft) older = nodeHash(sibling, older);
    newer = isLeft ? nodeHash(sibling, newer) : nodeHash(newer, sibling);
  });
  return complete && older.equals(fromRoot) && newer.equals(toRoot);
}

type Place = { at: number; last: number };

/** The walk from a node up to the root, the same for both proofs. False if the path ends early. */
function climb(
  { at, last }: Place,
  path: readonly Buffer[],
  join: (sibling: Buffer, isLeft: boolean) => void,
): boolean {
  for (const sibling of path) {
    if (last === 0) return false;
    const isLeft = isOdd(at) || at === last;
    join(sibling, isLeft);
    if (isLeft) while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    [at, last] = [half(at), half(last)];
  }
  return last === 0;
}

/** PATH of RFC 9162 §2.1.3.1, as the ranges whose hashes it is made of. */
function inclusionRanges(leaf: number, size: number): Range[] {
  const ranges: Range[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + leftSize(to - from);
    if (leaf < middle) {
      ranges.push([middle, to]);
      to = middle;
    } else {
      ranges.push([from, middle]);
      from = middle;
    }
  }
  return ranges.reverse();
}

/** SUBPROOF of RFC 9162 §2.1.4.1. */
function consistencyRanges(older: number, newer: number): Range[] {
  const ranges: Range[] = [];
  let [from, to] = [0, newer];
  while (to !== older) {
    const middle = from + leftSize(to - from);
    if (older <= middle) {
      ranges.push([middle, to]);
      to = middle;
    } else {
      ranges.push([from, middle]);
      from = middle;
    }
  }
  // The older root itself is what the verifier already has.
  if (from !== 0) ranges.push([from, to]);
  return ranges.reverse();
}

const hashesOf = (ranges: readonly Range[], source: SubtreeSource): Promise<Buffer[]> =>
  Promise.all(ranges.map((range) => rangeHash(range, source)));

async function rangeHash(range: Range, source: SubtreeSource): Promise<Buffer> {
  const parts = fullSubtrees(range).map(({ level, index }) => source(level, index));
  return joinFromRight(await Promise.all(parts));
}

/** A range of a proof cut into full subtrees of falling size. It starts aligned to the largest. */
function fullSubtrees([from, to]: Range): { level: number; index: number }[] {
  const parts: { level: number; index: number }[] = [];
  for (let start = from; start < to;) {
    let [level, width] = [0, 1];
    while (width * 2 <= to - start) [level, width] = [level + 1, width * 2];
    parts.push({ level, index: start / width });
    start += width;
  }
  return parts;
}

/** The largest power of two smaller than n. */
function leftSize(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

// Not bit operators: they would cut sizes at 32 bits.
const isOdd = (n: number): boolean => n % 2 === 1;
const half = (n: number): number => Math.floor(n / 2);
const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;
const isHash = (bytes: Buffer): boolean => bytes.length === 32;

function isPowerOfTwo(n: number): boolean {
  let power = 1;
  while (power < n) power *= 2;
  return power === n;
}
