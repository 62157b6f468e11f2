import type { Db } from "#lib/db/client.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Tool } from "../core/facts.ts";
import { installOptions, type InstallOption } from "../install-options.ts";
import { readToolSets } from "../tools/read-tool-sets.ts";

type Pinned = Pick<InstallOption, "option" | "type" | "name"> & { tools: readonly Tool[] };

/**
 * A step: the tools that were approved of a version at a moment, by its pins, for each way to install it;
 * none where nobody had seen any. Null: nothing was pinned, or it cannot be read.
 */
export async function pinnedTools(
  db: Db,
  { id: versionId, document }: { id: string; document: JsonObject },
  until: Date | null,
): Promise<Pinned[] | null> {
  const pins = await db.trustToolPin.findMany({
    where: { versionId, ...(until === null ? {} : { pinnedAt: { lte: until } }) },
    orderBy: { position: "asc" },
    select: { option: true, kind: true, name: true, setHash: true },
  });
  const keyOf = (...place: string[]) => JSON.stringify(place);
  // The last of each place counts.
  const hashes = new Map(pins.map((pin) => [keyOf(pin.option, pin.kind, pin.name), pin.setHash]));
  const sets = await readToolSets(db, [...hashes.values()]);
  const found: Pinned[] = [];
  for (const { option, type, name, reference } of installOptions(document)) {
    const hash = reference && hashes.get(keyOf(option, reference.kind, reference.name));
    if (!hash) continue;
    const tools = sets.get(hash) ?? null;
    if (tools === null) return null;
    found.push({ option, type, name, tools });
  }
  return found.length === 0 ? null : found;
}
