import path from "node:path";
import { Worker } from "node:worker_threads";
import type pg from "pg";
import { stateFromBytes, type TreeState } from "../tree/merkle.ts";
import type { ChainState, Head } from "./chain-check.ts";
import { claimedStart } from "./claimed-start.ts";
import type { Checkpoint } from "./tree-check.ts";

/** Fewer records are read before threads have started. */
const LEAST = 100_000;

const THREAD = path.join(import.meta.dirname, "verify-part-thread.ts");

/** What is known before a part: the hashes of the tree, one after the other, and the chains' heads. */
type Start = { tree: Uint8Array; heads: Map<string, Head> };
export type PartOrder = {
  url: string;
  snapshot: string;
  from: number;
  to: number;
  start: Start;
  checkpoints: readonly Checkpoint[];
};
export type PartEnd = { tree: Uint8Array; chains: ChainState };
type Said = { records: number } | { end: PartEnd };

type Log = { size: number; checkpoints: readonly Checkpoint[] };
type Threads = {
  url?: string;
  most?: number;
  least?: number;
  onProgress: (records: number) => void;
};

/**
 * The log in equal parts, each by a thread that goes on from what the database says of all before
 * it. That proves as much as reading it in one go only if every part ends with what the next one
 * started from, which is compared. Null: there are no threads for it, or something does not fit:
 * whoever reads in one go can tell what it is. Call it in a snapshot, which the threads share.
 */
export async function verifyInParts(
  client: pg.Client,
  log: Log,
  { url, most = 1, least = LEAST, onProgress }: Threads,
): Promise<{ chains: ChainState; tree: TreeState } | null> {
  const count = Math.min(most, Math.floor(log.size / least));
  if (url === undefined || count < 2) return null;
  try {
    const orders = await ordersOf(client, log, { url, count });
    const ends = orders && (await ask(orders, onProgress));
    if (!ends?.every((end, at) => leadsTo(end, orders?.[at + 1]?.start))) return null;
    return joined(ends, log.size);
  } catch {
    // Whatever it is, reading in one go meets it too, and names its place.
    return null;
  }
}

/** Null where no snapshot can be shared: on a standby. */
async function ordersOf(
  client: pg.Client,
  { size, checkpoints }: Log,
  { url, count }: { url: string; count: number },
): Promise<PartOrder[] | null> {
  const { rows } = await client.query<{ snapshot: string | null }>(
    `SELECT CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_export_snapshot() END AS "snapshot"`,
  );
  const snapshot = rows[0]?.snapshot;
  if (typeof snapshot !== "string") return null;
  const edges = Array.from({ length: count + 1 }, (_, at) => Math.floor((size * at) / count));
  const orders: PartOrder[] = [];
  for (const [at, from] of edges.slice(0, -1).entries()) {
    const to = edges[at + 1] ?? size;
    const under = checkpoints.filter((one) => one.size > from && one.size <= to);
    orders.push({
      url,
      snapshot,
      from,
      to,
      start: await startOf(client, from),
      checkpoints: under,
    });
  }
  return orders;
}

async function startOf(client: pg.Client, leaf: number): Promise<Start> {
  // Before the first record there is nothing, whatever the database says.
  if (leaf === 0) return { tree: new Uint8Array(), heads: new Map() };
  const { prefix, priors } = await claimedStart(client, leaf);
  const heads = priors.map(({ writer, epoch, seq, hash }): [string, Head] => [
    writer,
    { epoch, seq, hash: Buffer.from(hash, "hex").toString("latin1") },
  ]);
  return { tree: Buffer.concat(prefix), heads: new Map(heads) };
}

/** All parts at once; the first one that fails ends the others. */
async function ask(
  orders: readonly PartOrder[],
  onProgress: (records: number) => void,
): Promise<PartEnd[]> {
  const read = orders.map(() => 0);
  const threads: Worker[] = [];
  try {
    for (const workerData of orders) threads.push(new Worker(THREAD, { workerData }));
    return await Promise.all(
      threads.map(
        (thread, at) =>
          new Promise<PartEnd>((resolve, reject) => {
            thread.on("message", (said: Said) => {
              if ("end" in said) return resolve(said.end);
              read[at] = said.records;
              onProgress(read.reduce((sum, records) => sum + records, 0));
            });
            thread.once("error", reject);
            thread.once("exit", () => reject(new Error("A thread ended without an answer.")));
          }),
      ),
    );
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** What was computed is what the next part was told; nobody comes after the last one. */
export function leadsTo(
  { tree, chains }: { tree: Uint8Array; chains: { heads: ReadonlyMap<string, Head> } },
  next: Start | undefined,
): boolean {
  if (next === undefined) return true;
  if (!Buffer.from(tree).equals(next.tree) || chains.heads.size !== next.heads.size) return false;
  return [...chains.heads].every(([writer, { epoch, seq, hash }]) => {
    const told = next.heads.get(writer);
    return told?.epoch === epoch && told.seq === seq && told.hash === hash;
  });
}

function joined(ends: readonly PartEnd[], size: number): { chains: ChainState; tree: TreeState } {
  const states = ends.map(({ chains }) => chains);
  const sum = (of: (state: ChainState) => number) =>
    states.reduce((total, state) => total + of(state), 0);
  const last = ends.at(-1);
  return {
    chains: {
      heads: last?.chains.heads ?? new Map<string, Head>(),
      listed: states.flatMap(({ listed }) => listed),
      pruned: states.flatMap(({ pruned }) => pruned),
      said: states.flatMap(({ said }) => said),
      records: sum(({ records }) => records),
      epochs: sum(({ epochs }) => epochs),
    },
    tree: stateFromBytes(size, last?.tree ?? new Uint8Array()),
  };
}
