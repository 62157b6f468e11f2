import type { Prisma } from "#lib/db/generated/client.ts";
import { isJsonObject, type JsonObject } from "#lib/kernel/json.ts";
import type { ToolFacts } from "./core/tool-facts.ts";

export const STORED_TOOL = {
  name: true,
  title: true,
  description: true,
  inputSchema: true,
  outputSchema: true,
  annotations: true,
  origin: true,
} as const;

export type StoredTool = Prisma.ToolGetPayload<{ select: typeof STORED_TOOL }>;

/** A row as the facts that screens and comparisons read. */
export function toolFactsOf(tool: StoredTool): ToolFacts {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: objectOrNull(tool.inputSchema),
    outputSchema: objectOrNull(tool.outputSchema),
    annotations: objectOrNull(tool.annotations),
  };
}

function objectOrNull(value: unknown): JsonObject | null {
  return isJsonObject(value) ? value : null;
}
