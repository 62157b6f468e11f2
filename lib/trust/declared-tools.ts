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
  const { value, evidence } = declared;
  const why = whyUnseen(captured, value);
  if (why !== null) return { ok: true, value: { ...value, uncaptured: why }, evidence };
  if (!captured.ok || value.tools.length === 0) return captured;
  return {
    ok: true,
    value: { ...captured.value, declared: { tools: value.tools, isWhole } },
    evidence: [...new Set([...evidence, ...captured.evidence])],
  };
}

/** A server that tells none of the tools that are declared has not shown what it does. */
function whyUnseen(
  captured: Got<ToolsFacts>,
  declared: ToolsFacts,
): NonNullable<ToolsFacts["uncaptured"]> | null {
  if (!captured.ok) return { reason: captured.reason, detail: captured.detail };
  return captured.value.tools.length === 0 && declared.tools.length > 0
    ? { reason: "not_captured", detail: NONE_TOLD }
    : null;
}

const NONE_TOLD =
  "Its server told no tools in the sandbox, as some do without the settings of their users.";

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
