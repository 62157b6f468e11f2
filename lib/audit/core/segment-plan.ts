/**
 * Which part of the log becomes a segment next. Small ones follow the log closely; eight of a size
 * become one of the next, so that a search reads few of them.
 */

/** Leaves of a segment. */
export const SIZES = [512, 4_096, 32_768, 262_144] as const;
/** Longer ones are only put together, as reading so many records at once would take too much memory. */
const MOST_READ = 32_768;

/** Words share a bucket with the others of their hash; about a kilobyte each. */
export const bucketsFor = (count: number): number => count / 16;

/** Leaves `firstLeaf` to `firstLeaf + count - 1`. */
export type Span = { firstLeaf: number; count: number };
export type NextSegment = Span & {
  /** Whether it is put together from the segments of these leaves, or else read from the log. */
  isMerged: boolean;
};

/** Null: nothing is due. `last`: the newest segment; `size`: leaves of the tree. */
export function nextSegment(last: Span | null, size: number): NextSegment | null {
  const end = last === null ? 0 : last.firstLeaf + last.count;
  for (const count of [...SIZES].reverse()) {
    if (end % count !== 0) continue;
    if (last !== null && last.count < count)
      return { firstLeaf: end - count, count, isMerged: true };
    if (count <= MOST_READ && size - end >= count)
      return { firstLeaf: end, count, isMerged: false };
  }
  return null;
}
