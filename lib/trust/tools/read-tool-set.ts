import { isJsonObject, ownValue, parseJsonExact, type Json } from "#lib/kernel/json.ts";
import type { Tool } from "../core/facts.ts";
import { hashOf } from "../declared-tools.ts";

/** Definitions as they were kept by `toolSetText`; null: the text is not what its hash names. */
export function readToolSet({
  setHash,
  definitions,
}: {
  setHash: string;
  definitions: string;
}): Tool[] | null {
  if (hashOf(definitions) !== setHash) return null;
  try {
    const list = parseJsonExact(definitions);
    if (!Array.isArray(list)) return null;
    const tools = list.map(toolOf);
    return tools.every((tool) => tool !== null) ? tools : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function toolOf(entry: Json): Tool | null {
  if (!isJsonObject(entry)) return null;
  const name = ownValue(entry, "name");
  const annotations = ownValue(entry, "annotations") ?? null;
  if (typeof name !== "string") return null;
  if (annotations !== null && !isJsonObject(annotations)) return null;
  const text = (key: string) => {
    const value = ownValue(entry, key);
    return typeof value === "string" ? value : null;
  };
  return {
    name,
    title: text("title"),
    description: text("description"),
    inputSchema: ownValue(entry, "inputSchema") ?? null,
    outputSchema: ownValue(entry, "outputSchema") ?? null,
    annotations,
  };
}
