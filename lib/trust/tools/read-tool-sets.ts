import type { Db } from "#lib/db/client.ts";
import type { Tool } from "../core/facts.ts";
import { readToolSet } from "./read-tool-set.ts";

/** By hash; null: it is not what its hash names. What is missing was too much to read at once. */
export type ToolSets = ReadonlyMap<string, readonly Tool[] | null>;

const AT_ONCE = 8;
const MOST_SETS = 200;
/** UTF-16 units in all, so that a page and a decision stay within seconds and a small memory. */
const MOST_TEXT = 16_000_000;

/** A step: sets of definitions, each once, in this order and as many as can be held. */
export async function readToolSets(db: Db, hashes: readonly string[]): Promise<ToolSets> {
  const sets = new Map<string, readonly Tool[] | null>();
  const asked = [...new Set(hashes)];
  let size = 0;
  for (let at = 0; at < Math.min(asked.length, MOST_SETS) && size < MOST_TEXT; at += AT_ONCE) {
    const rows = await db.trustToolSet.findMany({
      where: { setHash: { in: asked.slice(at, at + AT_ONCE) } },
      select: { setHash: true, definitions: true },
    });
    for (const row of rows) {
      size += row.definitions.length;
      sets.set(row.setHash, readToolSet(row));
    }
  }
  return sets;
}
