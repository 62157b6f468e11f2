/**
 * The annotations of a tool. They are what the server says about itself, and nobody has checked
 * them (MCP specification, ToolAnnotations: "clients MUST consider tool annotations untrusted").
 */
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";

export type ToolHint = {
  key: "readOnlyHint" | "destructiveHint" | "idempotentHint" | "openWorldHint";
  label: string;
  explanation: string;
  /** "caution" asks for a second look; "unknown": the server does not say. */
  meaning: "calm" | "caution" | "unknown";
};

type Reading = Pick<ToolHint, "label" | "explanation" | "meaning">;
type Readings = { yes: Reading; no: Reading; unknown: Reading };

const HINTS: Readonly<Record<ToolHint["key"], Readings>> = {
  readOnlyHint: {
    yes: { label: "Read-only", explanation: "Says that it changes nothing.", meaning: "calm" },
    no: { label: "Writes", explanation: "Says that it changes things.", meaning: "caution" },
    unknown: {
      label: "Writes: unknown",
      explanation: "Does not say whether it changes things: expect that it does.",
      meaning: "unknown",
    },
  },
  destructiveHint: {
    yes: {
      label: "Destructive",
      explanation: "Says that it can delete or overwrite.",
      meaning: "caution",
    },
    no: { label: "Only adds", explanation: "Says that it never deletes.", meaning: "calm" },
    unknown: {
      label: "Destructive: unknown",
      explanation: "Does not say whether it can delete: expect that it can.",
      meaning: "unknown",
    },
  },
  idempotentHint: {
    yes: {
      label: "Idempotent",
      explanation: "Says that calling it twice is like calling it once.",
      meaning: "calm",
    },
    no: {
      label: "Not idempotent",
      explanation: "Says that calling it twice does it twice.",
      meaning: "caution",
    },
    unknown: {
      label: "Idempotent: unknown",
      explanation: "Does not say whether it is safe to call it again.",
      meaning: "unknown",
    },
  },
  openWorldHint: {
    yes: {
      label: "Open world",
      explanation: "Says that it reaches systems nobody here controls, such as the web.",
      meaning: "caution",
    },
    no: {
      label: "Closed world",
      explanation: "Says that it stays within the system it is connected to.",
      meaning: "calm",
    },
    unknown: {
      label: "Open world: unknown",
      explanation: "Does not say whether it reaches systems outside: expect that it does.",
      meaning: "unknown",
    },
  },
};

/** What a tool that only reads says about destroying and repeating means nothing. */
const ONLY_FOR_WRITERS: readonly ToolHint["key"][] = ["destructiveHint", "idempotentHint"];

export function toolHints(annotations: JsonObject | null): ToolHint[] {
  const said = (key: string) => (annotations === null ? undefined : ownValue(annotations, key));
  const isReader = said("readOnlyHint") === true;
  return (Object.keys(HINTS) as ToolHint["key"][])
    .filter((key) => !isReader || !ONLY_FOR_WRITERS.includes(key))
    .map((key) => {
      const value = said(key);
      const answer = value === true ? "yes" : value === false ? "no" : "unknown";
      return { key, ...HINTS[key][answer] };
    });
}
