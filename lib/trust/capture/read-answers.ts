import { storableText } from "#lib/catalog/core/document-text.ts";
import { storableJson } from "#lib/catalog/core/tool-facts.ts";
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import type { Tool, ToolsFacts } from "../core/facts.ts";
import { NotCaptured } from "./not-captured.ts";

/** MCP asks for at most 128 characters. */
const MAX_NAME = 256;
const MAX_TEXT = 100_000;

/**
 * One entry of `tools/list`. Texts stay as they came, hidden characters too, because rules look for
 * those; only what a database cannot hold is replaced.
 * @throws NotCaptured for an entry that is not as MCP has it.
 */
export function toolIn(entry: Json): Tool {
  const fields = fieldsOf(entry, "tools");
  const annotations = storableJson(ownValue(fields, "annotations") ?? null);
  if (annotations !== null && !isJsonObject(annotations)) throw malformed("tools", "annotations");
  return {
    name: nameIn(fields, "tools"),
    title: textIn(fields, "title", "tools"),
    description: textIn(fields, "description", "tools"),
    inputSchema: storableJson(ownValue(fields, "inputSchema") ?? null),
    outputSchema: storableJson(ownValue(fields, "outputSchema") ?? null),
    annotations,
  };
}

/** One entry of `prompts/list` or `resources/list`. */
export function listedIn(
  entry: Json,
  list: "prompts" | "resources",
): ToolsFacts["prompts"][number] {
  const fields = fieldsOf(entry, list);
  return { name: nameIn(fields, list), description: textIn(fields, "description", list) };
}

/** What a server says of itself in its answer to `initialize`. */
export const instructionsIn = (hello: JsonObject): string | null =>
  textIn(hello, "instructions", "initialize");

function fieldsOf(entry: Json, list: string): JsonObject {
  if (!isJsonObject(entry)) throw malformed(list, "an entry");
  return entry;
}

function nameIn(fields: JsonObject, list: string): string {
  const name = ownValue(fields, "name");
  if (typeof name !== "string" || name.length > MAX_NAME) throw malformed(list, "a name");
  return storableText(name);
}

function textIn(fields: JsonObject, key: string, list: string): string | null {
  const value = ownValue(fields, key) ?? null;
  if (value === null) return null;
  if (typeof value !== "string") throw malformed(list, key);
  if (value.length > MAX_TEXT)
    throw new NotCaptured(
      "too_large",
      `Its answer for ${list} holds a ${key} of more than ${MAX_TEXT} characters.`,
    );
  return storableText(value);
}

const malformed = (list: string, what: string): NotCaptured =>
  new NotCaptured("not_captured", `Its answer for ${list} is malformed: ${what}.`);
