import { readDocument } from "#lib/catalog/core/read-document.ts";
import type { Db } from "#lib/db/client.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Tool } from "./core/facts.ts";
import { readToolSet } from "./tools/read-tool-set.ts";

/** Tools as they were when an evaluation was made, and who told them. */
export type KnownTools = { from: "server" | "document"; tools: readonly Tool[] };

type Evaluated = {
  versionId: string;
  option: string;
  kind: string;
  name: string;
  finishedAt: Date;
};

/**
 * A step: the tools that were last seen until an evaluation was made, else those that the version's
 * document lists; null: neither has told them.
 */
export async function toolsOf(
  db: Db,
  { versionId, option, kind, name, finishedAt }: Evaluated,
  document: JsonObject,
): Promise<KnownTools | null> {
  const snapshot = await db.trustToolSnapshot.findFirst({
    where: { versionId, option, kind, name, capturedAt: { lte: finishedAt } },
    orderBy: { capturedAt: "desc" },
    select: { seen: true, set: { select: { setHash: true, definitions: true } } },
  });
  const kept = snapshot === null ? null : readToolSet(snapshot.set);
  if (snapshot !== null && kept !== null)
    return { from: snapshot.seen === "declared" ? "document" : "server", tools: kept };
  const read = readDocument(document);
  const tools = read.ok ? read.facts.tools : [];
  return tools.length === 0 ? null : { from: "document", tools };
}
