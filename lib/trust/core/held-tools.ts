/** What is held of a server's tools until somebody has decided, and what a decision makes of the pin. */
import { canonicalJson } from "#lib/kernel/json.ts";
import { byName, classifyDrift, type Drift, type DriftKind } from "./drift.ts";
import type { ApprovedTools, Tool } from "./facts.ts";
import { named } from "./rules/verdict.ts";

/** One tool with everything that changed about it, by its present name; a removed one by its last. */
export type ToolChange = {
  tool: string;
  formerName: string | null;
  kinds: readonly DriftKind[];
  sentences: readonly string[];
  /** Whether agents must not use it so. */
  isHeld: boolean;
};

/**
 * What differs from what was approved. Without a pin nothing can have changed; where the pin cannot be
 * read nothing is as it was approved, so all tools count as new.
 */
export function driftSince(approved: ApprovedTools, tools: readonly Tool[]): Drift[] {
  if (approved.state === "none") return [];
  if (approved.state === "unreadable") return classifyDrift([], tools);
  return approved.isUnseen ? tools.map(unseen) : classifyDrift(approved.tools, tools);
}

const unseen = ({ name }: Tool): Drift => ({
  kind: "unseen",
  tool: name,
  formerName: null,
  sentence: `Nobody who approved this version has seen the definition of tool ${named(name)}.`,
  isHeld: true,
});

/** The same tool by tool, what is held first. */
export function changesSince(approved: ApprovedTools, tools: readonly Tool[]): ToolChange[] {
  const byTool = new Map<string, Drift[]>();
  for (const drift of driftSince(approved, tools))
    byTool.set(drift.tool, [...(byTool.get(drift.tool) ?? []), drift]);
  const changes = [...byTool].map(([tool, drifts]) => changeOf(tool, drifts));
  return [...changes.filter(({ isHeld }) => isHeld), ...changes.filter(({ isHeld }) => !isHeld)];
}

function changeOf(tool: string, drifts: readonly Drift[]): ToolChange {
  return {
    tool,
    formerName: drifts.find(({ formerName }) => formerName !== null)?.formerName ?? null,
    kinds: [...new Set(drifts.map(({ kind }) => kind))],
    sentences: drifts.map(({ sentence }) => sentence),
    isHeld: drifts.some(({ isHeld }) => isHeld),
  };
}

/** The definitions under one name, as one text: a list may have a name twice. */
export const definitionOf = (tools: readonly Tool[], name: string): string =>
  tools
    .filter((tool) => tool.name === name)
    .map((tool) => canonicalJson({ ...tool }))
    .sort()
    .join();

/** The set to approve when these changes are accepted and no other. */
export function withAccepted(
  approved: ApprovedTools,
  tools: readonly Tool[],
  accepted: readonly ToolChange[],
): Tool[] {
  const before = approved.state === "pinned" ? approved.tools : [];
  const present = new Set(accepted.map(({ tool }) => tool));
  const former = new Set(accepted.flatMap(({ formerName }) => formerName ?? []));
  const young = byName(tools);
  const left = [...byName(before)].flatMap(([key, tool]) =>
    present.has(tool.name) || (former.has(tool.name) && !young.has(key)) ? [] : [tool],
  );
  return [...left, ...tools.filter(({ name }) => present.has(name))];
}
