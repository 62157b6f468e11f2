/** The tools of a proposal one by one, each with what changed in it, so that each can be ticked off. */
import type { Change, VersionDiff } from "#lib/catalog/core/diff-documents.ts";
import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";

export type ToolPart = {
  name: string;
  /** Null: it is removed. */
  tool: ToolFacts | null;
  status: "new" | "changed" | "removed" | "same";
  changes: Change[];
};

/** The name under which a reader's tick of this tool is kept; with a mark only of this definition. */
export const toolKey = (name: string, mark?: string) =>
  mark === undefined ? `tool:${name}` : `tool:${name}#${mark}`;

/**
 * What needs a look first, then what stayed the same. `rest` holds changes that belong to no tool
 * by their path, so that none is lost. Without a diff every tool is new.
 */
export function toolParts(
  tools: readonly ToolFacts[],
  diff: VersionDiff | null,
): { parts: ToolPart[]; rest: Change[] } {
  const changes = diff?.changes.filter(({ group }) => group === "tools") ?? [];
  const present = tools.map((tool) => partOf(tool, changes, diff === null));
  const names = new Set(tools.map(({ name }) => name));
  const removed = changes.flatMap((change): ToolPart[] => {
    const name = wholeTool(change);
    if (name === null || change.kind !== "removed" || names.has(name)) return [];
    return [{ name, tool: null, status: "removed", changes: [change] }];
  });
  const parts = [...removed, ...present].sort((a, b) => rank(a) - rank(b));
  const placed = new Set(parts.flatMap((part) => part.changes));
  return { parts, rest: changes.filter((change) => !placed.has(change)) };
}

function partOf(tool: ToolFacts, changes: readonly Change[], isFirst: boolean): ToolPart {
  const { name } = tool;
  const path = `tools[${name}]`;
  const own = changes.filter(
    (change) => change.path === path || change.path.startsWith(`${path}.`),
  );
  const isNew = isFirst || own.some((change) => change.path === path && change.kind === "added");
  return {
    name,
    tool,
    changes: own,
    status: isNew ? "new" : own.length > 0 ? "changed" : "same",
  };
}

/** The name in a path that is a whole tool. Such paths are only written with the name in it. */
const wholeTool = ({ path }: Change): string | null => /^tools\[(.*)\]$/s.exec(path)?.[1] ?? null;

function rank({ status, changes }: ToolPart): number {
  if (status === "same") return 3;
  if (changes.some(({ weight }) => weight === "high")) return 0;
  return status === "new" ? 1 : 2;
}
