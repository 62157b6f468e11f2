import type { Tx } from "#lib/db/client.ts";
import type { ToolsFacts } from "../core/facts.ts";
import type { ToolPlace } from "./approved-tools.ts";
import { keepToolSet } from "./keep-tool-set.ts";

type Seen = {
  place: ToolPlace;
  evaluationId: string;
  /** RFC 3339, UTC. */
  at: string;
  tools: ToolsFacts;
};

/** A step: keeps which tools a scan saw; answers the hash of the set. */
export async function keepSnapshot(tx: Tx, seen: Seen): Promise<string> {
  const { place, evaluationId, at, tools } = seen;
  const setHash = await keepToolSet(tx, tools.tools);
  await tx.trustToolSnapshot.create({
    data: { ...place, evaluationId, seen: tools.from, setHash, capturedAt: at },
    select: { evaluationId: true },
  });
  return setHash;
}
