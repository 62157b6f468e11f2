import { storableText } from "#lib/catalog/core/document-text.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Tool } from "../core/facts.ts";
import { definitionOf, type ToolChange } from "../core/held-tools.ts";
import { hashOf } from "../declared-tools.ts";
import type { ToolPlace } from "./approved-tools.ts";

type Asked = {
  place: ToolPlace;
  /** As they are now. */
  tools: readonly Tool[];
  changes: readonly ToolChange[];
  now: Date;
};

/** Far more than the registry names one by one: then it names all tools of the server. */
const MOST_HELD = 2_000;

/**
 * A step: exactly the tools that changed are held. What was held or refused before stays so while its
 * definition is the same. `news`: what was not held so before.
 */
export async function holdChanges(
  tx: Tx,
  { place: { versionId, option }, tools, changes, now }: Asked,
): Promise<{ held: ToolChange[]; news: ToolChange[] }> {
  const held = changes.filter(({ isHeld }) => isHeld).slice(0, MOST_HELD);
  const before = await tx.trustHeldTool.findMany({ where: { versionId, option } });
  const known = new Map(before.map((row) => [`${row.definitionHash} ${row.tool}`, row]));
  const rows = held.map((change) => {
    const tool = storableText(change.tool);
    const definitionHash = hashOf(definitionOf(tools, change.tool));
    const old = known.get(`${definitionHash} ${tool}`);
    return {
      ...{ versionId, option, tool, definitionHash },
      formerName: change.formerName === null ? null : storableText(change.formerName),
      kinds: change.kinds.filter((kind) => kind !== "cosmetic" && kind !== "removed"),
      sentences: change.sentences.map(storableText),
      heldAt: old?.heldAt ?? now,
      refusedAt: old?.refusedAt ?? null,
      refusedById: old?.refusedById ?? null,
      refusal: old?.refusal ?? null,
      isNew: old === undefined,
    };
  });
  await tx.trustHeldTool.deleteMany({ where: { versionId, option } });
  if (rows.length > 0)
    await tx.trustHeldTool.createMany({
      data: rows.map(({ isNew: _isNew, ...row }) => row),
      // Names that differ only in what cannot be stored are held under one.
      skipDuplicates: true,
    });
  return { held, news: held.filter((_change, at) => rows[at]?.isNew === true) };
}
