import { createHash } from "node:crypto";
import { storableText } from "#lib/catalog/core/document-text.ts";
import { textIn } from "#lib/catalog/core/json-fields.ts";
import { readDocument, withoutEmptyRepository } from "#lib/catalog/core/read-document.ts";
import {
  canonicalJson,
  isJsonObject,
  parseJsonExact,
  stringifyJson,
  type Json,
} from "#lib/kernel/json.ts";
import { readEntry } from "./core/entry-shape.ts";
import type { BatchEntry } from "./core/plan-batch.ts";

const MAX_SHOWN = 300;

/** Reads one raw entry: what the catalog stores of it, or the field and reason of its refusal. */
export function readEntryText(position: number, text: string): BatchEntry {
  const parsed = parse(text);
  if ("problem" in parsed) return refusal(position, { field: "document", reason: parsed.problem });

  const { document, meta, upstream } = readEntry(parsed.value);
  const reading = readDocument(document);
  if (!reading.ok) return { ...refusal(position, reading), ...labels(document) };

  const kept = isJsonObject(document) ? withoutEmptyRepository(document) : document;
  return {
    position,
    facts: reading.facts,
    document: stringifyJson(kept),
    checksum: createHash("sha256").update(canonicalJson(kept)).digest("hex"),
    meta: meta === null ? null : canonicalJson(meta),
    upstream: {
      ...upstream,
      statusMessage: upstream.statusMessage && storableText(upstream.statusMessage),
    },
  };
}

function parse(text: string): { value: Json } | { problem: string } {
  try {
    return { value: parseJsonExact(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { problem: `is not valid JSON: ${error.message.slice(0, MAX_SHOWN)}` };
  }
}

function refusal(position: number, why: { field: string; reason: string }): BatchEntry {
  const reason = storableText(why.reason);
  return { position, name: null, version: null, field: storableText(why.field), reason };
}

/** Name and version of a refused document, as far as they can be shown in the report. */
function labels(document: Json): { name: string | null; version: string | null } {
  if (!isJsonObject(document)) return { name: null, version: null };
  const shown = (key: string) => storableText(textIn(document, key).slice(0, MAX_SHOWN)) || null;
  return { name: shown("name"), version: shown("version") };
}
