import { decodeRanks, type Ranks } from "./postings.ts";

/** A segment that is put together with others. */
export type Piece = {
  /** For each word that it has its list, as it is stored. */
  lists: ReadonlyMap<number, Uint8Array>;
  /** For each of its ranks that in the whole. */
  places: Uint32Array;
};

/** The ranks in the whole that have a word: pieces may overlap in time. */
export function mergedRanks(pieces: readonly Piece[], hash: number): Ranks {
  const merged: number[] = [];
  for (const { lists, places } of pieces) {
    const list = lists.get(hash);
    if (list === undefined) continue;
    for (const rank of decodeRanks(list)) merged.push(places[rank] ?? 0);
  }
  return Uint32Array.from(merged).sort();
}
