import type { Tx } from "#lib/db/client.ts";
import type { Tool } from "../core/facts.ts";
import { hashOf, toolSetText } from "../declared-tools.ts";
import type { ToolPlace } from "./approved-tools.ts";

/** A step: keeps a set of definitions, once; answers its hash. */
export async function keepToolSet(tx: Tx, tools: readonly Tool[]): Promise<string> {
  const definitions = toolSetText(tools);
  const setHash = hashOf(definitions);
  await tx.trustToolSet.createMany({ data: [{ setHash, definitions }], skipDuplicates: true });
  return setHash;
}

/** `unseen`: approved when nobody had seen any, so that the set is empty. */
type Why = { cause: "approved" | "unseen" } | { cause: "accepted"; byId: string; reason: string };

/** A step: these definitions are the approved ones from now on. Its server must be locked. */
export async function movePin(
  tx: Tx,
  place: ToolPlace,
  { setHash, after, at, why }: { setHash: string; after: number; at: Date; why: Why },
): Promise<void> {
  const { versionId, option, kind, name } = place;
  await tx.trustToolPin.create({
    data: { versionId, option, kind, name, position: after + 1, setHash, pinnedAt: at, ...why },
    select: { position: true },
  });
}
