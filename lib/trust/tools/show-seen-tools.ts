import { storableText } from "#lib/catalog/core/document-text.ts";
import { storableJson } from "#lib/catalog/core/tool-facts.ts";
import type { Tx } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/kernel/json.ts";
import type { Tool } from "../core/facts.ts";
import { installOptions } from "../install-options.ts";
import { newestSnapshot } from "./approved-tools.ts";
import { readToolSet } from "./read-tool-set.ts";

const SEEN = "live";
const MOST_TOOLS = 2_000;
const LONGEST_NAME = 256;

/**
 * A step: the catalog lists the tools that scans saw, of all ways to install the version, where neither
 * its document nor its review has told any.
 */
export async function showSeenTools(
  tx: Tx,
  versionId: string,
  document: JsonObject,
): Promise<void> {
  if ((await tx.tool.count({ where: { versionId, origin: { not: SEEN } } })) > 0) return;
  const tools = await seenTools(tx, versionId, document);
  await tx.tool.deleteMany({ where: { versionId } });
  if (tools.length > 0)
    await tx.tool.createMany({ data: tools.map((tool) => row(versionId, tool)) });
  await tx.serverVersion.update({
    where: { id: versionId },
    data: { toolNames: tools.map(({ name }) => name) },
    select: { id: true },
  });
}

/** Each name once, as what can be stored and called. */
async function seenTools(tx: Tx, versionId: string, document: JsonObject): Promise<Tool[]> {
  const tools = new Map<string, Tool>();
  for (const { option, reference } of installOptions(document)) {
    if (reference === null) continue;
    const { kind, name } = reference;
    const newest = await newestSnapshot(tx, { versionId, option, kind, name });
    for (const tool of (newest && readToolSet(newest.set)) ?? []) {
      const called = storableText(tool.name);
      if (called.trim() === "" || called.length > LONGEST_NAME || tools.has(called)) continue;
      tools.set(called, { ...tool, name: called });
    }
  }
  return [...tools.values()].slice(0, MOST_TOOLS);
}

const row = (versionId: string, tool: Tool): Prisma.ToolCreateManyInput => ({
  versionId,
  name: tool.name,
  title: tool.title === null ? null : storableText(tool.title),
  description: storableText(tool.description ?? ""),
  inputSchema: json(tool.inputSchema),
  outputSchema: json(tool.outputSchema),
  annotations: json(tool.annotations),
  origin: SEEN,
});

function json(value: Json | null) {
  const storable = value === null ? null : storableJson(value);
  return isJsonObject(storable) ? (storable as Prisma.InputJsonObject) : Prisma.DbNull;
}
