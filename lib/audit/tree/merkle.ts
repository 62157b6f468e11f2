import { hash } from "node:crypto";

/**
 * The Merkle tree of RFC 6962 §2.1 (RFC 9162 §2.1) over SHA-256. Leaves are given as their hashes:
 * the hash of a record already is its leaf hash.
 */
export type TreeState = {
  readonly size: number;
  /** The maximal full subtrees, left to right: one for each 1 bit of the size. */
  readonly hashes: readonly Buffer[];
};

export const HASH_BYTES = 32;
export const EMPTY_TREE: TreeState = { size: 0, hashes: [] };
const EMPTY_ROOT = hash("sha256", "", "buffer");

// As text of one byte a character: Node makes a buffer from a hash in twice the time.
const scratch = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Buffer, right: Buffer): Buffer {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES)
    throw new RangeError("a hash of the tree has 32 bytes");
  left.copy(scratch, 1);
  right.copy(scratch, 1 + HASH_BYTES);
  return Buffer.from(hash("sha256", scratch, "binary"), "latin1");
}

export function emptyRoot(): Buffer {
  return Buffer.from(EMPTY_ROOT);
}

/** The tree with more leaves: about one hash for each. */
export function appendLeaves(state: TreeState, leaves: readonly Buffer[]): TreeState {
  if (leaves.some(({ length }) => length !== HASH_BYTES))
    throw new RangeError("a hash of the tree has 32 bytes");
  return appendPacked(state, Buffer.concat(leaves));
}

/** The same with the leaves as bytes, one hash after the other. */
export function appendPacked(state: TreeState, leaves: Buffer): TreeState {
  assertState(state);
  if (leaves.length % HASH_BYTES !== 0) throw new RangeError("a hash of the tree has 32 bytes");
  const hashes = [...state.hashes];
  let { size } = state;
  for (let at = 0; at < leaves.length;) {
    const count = fullSubtree(size, (leaves.length - at) / HASH_BYTES);
    let joined = subtreeHash(leaves.subarray(at, at + count * HASH_BYTES));
    // Every 1 bit at the end of the size is a full subtree as large as what we hold.
    for (let rest = size / count; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = hashes.pop();
      if (left) joined = nodeHash(left, joined);
    }
    hashes.push(joined);
    size += count;
    at += count * HASH_BYTES;
  }
  return { size, hashes };
}

/** The leaves of the largest full subtree that may begin at this size and has no more than so many. */
function fullSubtree(size: number, most: number): number {
  let count = 1;
  while (count < LARGEST && count * 2 <= most && size % (count * 2) === 0) count *= 2;
  return count;
}

const LARGEST = 4_096;
const NODE_BYTES = 1 + 2 * HASH_BYTES;
// Inner nodes as they are hashed: 0x01 and the two hashes below. A level is written over the one
// that it was made of, because a node lies at or before those it joins.
const level = Buffer.alloc((LARGEST / 2) * NODE_BYTES, 1);
const nodes = Array.from({ length: LARGEST / 2 }, (_, at) =>
  level.subarray(at * NODE_BYTES, (at + 1) * NODE_BYTES),
);

/** The hash over a power of two of leaves. */
function subtreeHash(leaves: Buffer): Buffer {
  if (leaves.length === HASH_BYTES) return Buffer.from(leaves);
  let count = leaves.length / (2 * HASH_BYTES);
  for (let at = 0; at < count; at += 1)
    leaves.copy(level, at * NODE_BYTES + 1, at * 2 * HASH_BYTES, (at + 1) * 2 * HASH_BYTES);
  for (; count > 1; count /= 2)
    for (let at = 0; at < count; at += 1)
      level.write(nodeText(at), (at >>> 1) * NODE_BYTES + 1 + (at & 1) * HASH_BYTES, "latin1");
  return Buffer.from(nodeText(0), "latin1");
}

const nodeText = (at: number): string => hash("sha256", nodes[at] ?? level, "binary");

export function rootOf(state: TreeState): Buffer {
  assertState(state);
  return state.size === 0 ? emptyRoot() : joinFromRight(state.hashes);
}

/** Full subtrees of falling size, left to right, joined to the hash of their range. */
export function joinFromRight(hashes: readonly Buffer[]): Buffer {
  const joined = hashes.reduceRight<Buffer | null>(
    (right, left) => (right === null ? left : nodeHash(left, right)),
    null,
  );
  if (joined === null) throw new RangeError("no hashes to join");
  return joined;
}

/** The state written as bytes: its hashes one after the other. */
export function stateBytes(state: TreeState): Buffer {
  return Buffer.concat(state.hashes);
}

/** @throws RangeError when the bytes do not belong to this size. */
export function stateFromBytes(size: number, bytes: Uint8Array): TreeState {
  const all = Buffer.from(bytes);
  const hashes: Buffer[] = [];
  for (let at = 0; at < all.length; at += HASH_BYTES)
    hashes.push(all.subarray(at, at + HASH_BYTES));
  const state = { size, hashes };
  assertState(state);
  return state;
}

function assertState({ size, hashes }: TreeState): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`no size of a tree: ${size}`);
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  const fits = hashes.length === ones && hashes.every(({ length }) => length === HASH_BYTES);
  if (!fits) throw new RangeError(`the hashes do not belong to a tree of size ${size}`);
}
