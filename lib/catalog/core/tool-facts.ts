import {
  isExactNumber,
  isJsonObject,
  ownValue,
  type Json,
  type JsonObject,
} from "#lib/kernel/json.ts";
import { storableText } from "./document-text.ts";

/** A tool as far as a document, an import or a live server tells. */
export type ToolFacts = {
  name: string;
  title: string | null;
  description: string;
  inputSchema: JsonObject | null;
  outputSchema: JsonObject | null;
  annotations: JsonObject | null;
};

const MAX_TOOLS = 2_000;
/** MCP asks for at most 128 characters; what is longer cannot be called and is left out. */
const MAX_TOOL_NAME_LENGTH = 256;

/** Tools given as names or as objects; entries without a usable name and repeats are left out. */
export function toolFacts(value: Json | undefined): ToolFacts[] {
  if (!Array.isArray(value)) return [];

  const tools = new Map<string, ToolFacts>();
  for (const entry of value.slice(0, MAX_TOOLS)) {
    const tool = oneTool(entry);
    if (tool !== null && !tools.has(tool.name)) tools.set(tool.name, tool);
  }
  return [...tools.values()];
}

function oneTool(entry: Json): ToolFacts | null {
  const fields: JsonObject = typeof entry === "string" ? { name: entry } : objectOr(entry, {});
  const name = textOf(fields, "name")?.trim() ?? "";
  if (name === "" || name.length > MAX_TOOL_NAME_LENGTH) return null;

  return {
    name,
    title: textOf(fields, "title"),
    description: textOf(fields, "description") ?? "",
    inputSchema: objectOr(storableJson(ownValue(fields, "inputSchema") ?? null), null),
    outputSchema: objectOr(storableJson(ownValue(fields, "outputSchema") ?? null), null),
    annotations: objectOr(storableJson(ownValue(fields, "annotations") ?? null), null),
  };
}

/**
 * The value as a jsonb column can hold it: storable texts, and numbers beyond JavaScript's as
 * texts. The document's own text keeps them exactly.
 */
export function storableJson(value: Json): Json {
  if (typeof value === "string") return storableText(value);
  if (isExactNumber(value)) return value.rawJSON;
  if (Array.isArray(value)) return value.map(storableJson);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [storableText(key), storableJson(member)]),
  );
}

function objectOr<Fallback>(value: Json, fallback: Fallback): JsonObject | Fallback {
  return isJsonObject(value) ? value : fallback;
}

function textOf(object: JsonObject, key: string): string | null {
  const value = ownValue(object, key);
  return typeof value === "string" ? storableText(value) : null;
}
