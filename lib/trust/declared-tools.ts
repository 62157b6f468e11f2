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

/**
 * What its server told, with what is declared beside it; where it was not asked or told nothing, what is
 * declared, with the reason.
 */
export function comparedTools(
  captured: Got<ToolsFacts>,
  declared: Got<ToolsFacts>,
  { isWhole }: { isWhole: boolean },
): Got<ToolsFacts> {
  if (!declared.ok) return captured;
  const { tools } = declared.value;
  if (!captured.ok) {
    const { reason, detail } = captured;
    return { ...declared, value: { ...declared.value, uncaptured: { reason, detail } } };
  }
  if (tools.length === 0) return captured;
  const evidence = [...new Set([...declared.evidence, ...captured.evidence])];
  if (captured.value.tools.length > 0)
    return { ok: true, value: { ...captured.value, declared: { tools, isWhole } }, evidence };
  // It has not shown what it does. What else it told, agents read all the same.
  const { prompts, resources, instructions } = captured.value;
  const told = { prompts, resources, instructions, uncaptured: NONE_TOLD };
  return { ok: true, value: { ...declared.value, ...told }, evidence };
}

const NONE_TOLD: NonNullable<ToolsFacts["uncaptured"]> = {
  reason: "not_captured",
  detail:
    "Its server told no tools in the sandbox, as some do without the settings of their users.",
};

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
