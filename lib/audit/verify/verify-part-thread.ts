import { parentPort, workerData } from "node:worker_threads";
import { stateBytes, stateFromBytes } from "../tree/merkle.ts";
import { ChainCheck, NOTHING_READ } from "./chain-check.ts";
import { readLog } from "./in-snapshot.ts";
import { TreeCheck } from "./tree-check.ts";
import type { PartEnd, PartOrder } from "./verify-in-parts.ts";
import { verifyPart } from "./verify-part.ts";

/** One part of the log, on a connection of its own. It ends with the first thing that does not fit. */
async function answer(): Promise<PartEnd> {
  const { url, snapshot, from, to, start, checkpoints } = workerData as PartOrder;
  const report = ({ what }: { what: string }) => {
    throw new Error(what);
  };
  const chains = new ChainCheck(report, NOTHING_READ(start.heads));
  const tree = new TreeCheck(checkpoints, report, stateFromBytes(from, start.tree));
  const onProgress = (records: number) => parentPort?.postMessage({ records });
  await readLog(
    url,
    (client) => verifyPart(client, { from, to }, { chains, tree, onProgress }),
    snapshot,
  );
  // Each record is where it is expected, but there may be too few of them.
  if (tree.next !== to) throw new Error(`There are ${tree.next} records, not ${to}.`);
  return { chains: chains.state, tree: stateBytes(tree.settled()) };
}

parentPort?.postMessage({ end: await answer() });
