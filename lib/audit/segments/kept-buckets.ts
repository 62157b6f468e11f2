import { LRUCache } from "lru-cache";

/** Of a segment: the lists of some words, or of one that many records have. */
type Bucket = { segment: { firstLeaf: number; made: string }; bucket: number };

/** What a process keeps of the index of words, in bytes: about 50 words that every tenth of ten million records has. */
const MOST_BYTES = 64 * 1024 * 1024;
/** What an entry takes beside its bytes. */
const OVERHEAD = 256;

/**
 * Buckets that were read before. A segment never changes: one that is made again has another `made`. So
 * what is kept needs no end but that of the room, and the page after a page fetches no list again.
 */
const kept = new LRUCache<string, Uint8Array>({
  maxSize: MOST_BYTES,
  sizeCalculation: ({ length }) => OVERHEAD + length,
});

const keyOf = ({ segment, bucket }: Bucket) => `${segment.firstLeaf} ${segment.made} ${bucket}`;

/** Its bytes, none where it holds nothing; undefined when it is not kept. */
export const keptBucket = (one: Bucket): Uint8Array | undefined => kept.get(keyOf(one));
export const isKept = (one: Bucket): boolean => kept.has(keyOf(one));

export function keepBucket(one: Bucket, bytes: Uint8Array): Uint8Array {
  kept.set(keyOf(one), bytes);
  return bytes;
}
