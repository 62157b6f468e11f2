import type pg from "pg";
import { readPruned, type PrunedEntry } from "../retention/pruned-entries.ts";
import { sqlOfClient } from "./client-sql.ts";
import { readSequenced, type RawEntry } from "./read-entries.ts";

type Takers = { entry: (entry: RawEntry) => void; pruned: (entry: PrunedEntry) => void };

/** Records of some leaves in order, and in their places what is left of those that were pruned. */
export async function readRange(
  client: pg.Client,
  range: { from: number; to: number },
  { entry, pruned }: Takers,
): Promise<void> {
  const gone = await readPruned(sqlOfClient(client), range);
  let next = 0;
  const until = (leaf: number) => {
    for (let one = gone[next]; one !== undefined && one.leaf < leaf; one = gone[next]) {
      pruned(one);
      next += 1;
    }
  };
  await readSequenced(client, range, (one) => {
    until(one.leaf);
    entry(one);
  });
  until(Infinity);
}
