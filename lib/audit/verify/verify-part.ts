import type pg from "pg";
import { placeOf, type ChainCheck } from "./chain-check.ts";
import { readRange } from "./read-range.ts";
import type { TreeCheck } from "./tree-check.ts";

const RANGE = 200_000;

export type Part = {
  chains: ChainCheck;
  tree: TreeCheck;
  /** Told now and then, with the records of this part that were read. */
  onProgress: (records: number) => void;
};

/** Reads the records from one leaf to before another, and computes everything about them again. */
export async function verifyPart(
  client: pg.Client,
  { from, to }: { from: number; to: number },
  { chains, tree, onProgress }: Part,
): Promise<void> {
  for (let at = from; at < to; at += RANGE) {
    const end = Math.min(at + RANGE, to);
    await readRange(
      client,
      { from: at, to: end },
      {
        entry: (entry) => {
          tree.expect(entry.leaf, () => placeOf(entry));
          tree.take(chains.take(entry));
        },
        pruned: (entry) => {
          tree.expect(entry.leaf, () => entry);
          chains.takePruned(entry);
          tree.take(entry.hash.toString("latin1"));
        },
      },
    );
    onProgress(end - from);
  }
}
