/** The tools of a proposal by name, each with what changed in it, so that each can be ticked off. */
import { toolChanges } from "#lib/catalog/core/diff-tools.ts";
import type { Change } from "#lib/catalog/core/document-change.ts";
import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import type { Compared } from "./definitions.ts";
import { firstOf, removalChange, type RemovedFrom } from "./removed-from.ts";

export type ToolPart = {
  name: string;
  /** Under which a reader's tick of it is kept. */
  key: string;
  /** Of all its definitions; `changed` as well where it is gone from one of several ways to install it. */
  status: "new" | "changed" | "removed" | "same";
  /** One as a rule; none: it is removed. */
  definitions: readonly Compared[];
  /** Where it is told no more, though others tell it still; null: nowhere. */
  removal: Change | null;
  changes: Change[];
};

/**
 * The name of a declared tool, or the mark of what scans saw of a name: no name that somebody declares is
 * the key of what they saw.
 */
const keyOf = (name: string, mark: string | undefined): string =>
  mark === undefined ? `tool:${name}` : `told:${mark}`;

type Around = {
  /** What was approved before; null: nothing was. */
  before: readonly ToolFacts[] | null;
  /** By name, for what was told or is told no more where it was approved. */
  marks: ReadonlyMap<string, string>;
  removed: RemovedFrom;
};

/** What needs a look first, then what stayed the same. */
export function toolParts(
  compared: readonly Compared[],
  { before, marks, removed }: Around,
): ToolPart[] {
  const names = new Map<string, Compared[]>();
  for (const one of compared) names.set(one.tool.name, [...(names.get(one.tool.name) ?? []), one]);
  const gone = new Map((before ?? []).map((tool) => [tool.name, tool]));
  for (const name of names.keys()) gone.delete(name);
  const removedParts = compared.length === 0 ? [] : [...gone.values()].map(removedPart);
  const present = [...names].map(([name, definitions]): ToolPart => {
    const removal = removalOf(name, definitions, removed);
    const changes = definitions.flatMap((one) => changesOf(one, definitions.length > 1));
    return {
      name,
      key: keyOf(name, marks.get(name)),
      status: removal === null ? statusOf(definitions) : "changed",
      ...{ definitions, removal },
      changes: removal === null ? changes : [removal, ...changes],
    };
  });
  return [...removedParts, ...present].sort((one, other) => rank(one) - rank(other));
}

function removalOf(
  name: string,
  definitions: readonly Compared[],
  removed: RemovedFrom,
): Change | null {
  const from = removed.get(name) ?? [];
  if (from.length === 0) return null;
  return removalChange({ name, from, still: definitions.flatMap(({ places }) => places) });
}

const removedPart = (tool: ToolFacts): ToolPart => ({
  name: tool.name,
  key: keyOf(tool.name, undefined),
  status: "removed",
  definitions: [],
  removal: null,
  changes: toolChanges([tool], []),
});

/** Where a name has more than one definition, changes say of which one they are. */
const changesOf = ({ changes, places }: Compared, isOneOfMany: boolean): Change[] =>
  isOneOfMany
    ? changes.map((change) => ({ ...change, title: `${change.title} (${optionWords(places)})` }))
    : changes;

/** `packages[0], packages[1]`. */
export const optionWords = (places: Compared["places"]): string =>
  firstOf(places.map(({ option }) => option));

function statusOf(definitions: readonly Compared[]): ToolPart["status"] {
  const [first, ...others] = new Set(definitions.map(({ status }) => status));
  return first === undefined || others.length > 0 ? "changed" : first;
}

function rank({ status, changes }: ToolPart): number {
  if (status === "same") return 3;
  if (changes.some(({ weight }) => weight === "high")) return 0;
  return status === "new" ? 1 : 2;
}
