import { createHash } from "node:crypto";
import { readDocument } from "#lib/catalog/core/read-document.ts";
import { canonicalJson, type Json } from "#lib/kernel/json.ts";
import type { EntryFacts, Got, Tool, ToolsFacts } from "./core/facts.ts";

/** Tools as the server.json declares them; where it does not, nobody has said what they are. */
export function declaredTools(entry: EntryFacts | null): Got<ToolsFacts> {
  const document = entry === null ? null : readDocument(entry.document);
  const tools = document?.ok ? document.facts.tools : [];
  if (tools.length === 0)
    return {
      ok: false,
      reason: "not_captured",
      detail:
        "Its tools are not known: neither its server.json nor a running server has told them.",
    };
  return {
    ok: true,
    value: {
      from: "declared",
      tools,
      prompts: [],
      resources: [],
      instructions: null,
      setHash: toolSetHash(tools),
      pinnedHash: null,
      shadowing: [],
      crossReferences: [],
    },
    evidence: [],
  };
}

/** SHA-256 (hex) of `toolSetText`. */
export const toolSetHash = (tools: readonly Tool[]): string => hashOf(toolSetText(tools));

/** The canonical form (RFC 8785) of all definitions, in an order of their own: XR-TD-01. */
export function toolSetText(tools: readonly Tool[]): string {
  const definitions = tools
    .map(({ name, title, description, inputSchema, outputSchema, annotations }): Json => ({
      name,
      title,
      description,
      inputSchema,
      outputSchema,
      annotations,
    }))
    .map(canonicalJson)
    .sort();
  return `[${definitions.join(",")}]`;
}

export const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");
