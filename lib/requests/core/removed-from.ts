/** Tools that are gone from one of several ways to install a version, and told by others still. */
import type { Change } from "#lib/catalog/core/document-change.ts";
import { storableText } from "#lib/catalog/core/document-text.ts";
import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import type { Tool } from "#lib/trust/core/facts.ts";
import { approvedAt, remembered, type Place, type Placed } from "./definitions.ts";

/** By the name of a tool: where it was approved, and is told no more. */
export type RemovedFrom = ReadonlyMap<string, readonly Place[]>;

/**
 * Of each way to install it that told its tools, what was approved of it alone and is not among them. Of a
 * way that is new, or of which nothing was approved alone, nothing can be gone.
 */
export function removedFrom(
  told: readonly Placed<Tool>[],
  before: readonly Placed<ToolFacts>[] | null,
): RemovedFrom {
  const removed = new Map<string, Place[]>();
  if (before === null) return removed;
  const approved = approvedAt(before);
  const namesOf = remembered((tools: readonly Tool[]) => new Set(tools.map(storableName)));
  for (const { tools, option, type, name: artifact } of told)
    for (const name of approved({ option, type, name: artifact })?.keys() ?? []) {
      if (namesOf(tools).has(name)) continue;
      const known = removed.get(name) ?? [];
      known.push({ option, type, name: artifact });
      removed.set(name, known);
    }
  return removed;
}

const storableName = ({ name }: Tool): string => storableText(name);

type Removal = { name: string; from: readonly Place[]; still: readonly Place[] };

/** Agents that were installed in that way lose it. */
export const removalChange = ({ name, from, still }: Removal): Change => ({
  group: "tools",
  kind: "removed",
  path: `tools[${name}]`,
  title: `Tool "${name}" removed from ${placesWords(from)}; ${still.length === 0 ? "only declared now" : `still in ${placesWords(still)}`}`,
  weight: "high",
});

const MOST_NAMED = 3;

const placesWords = (places: readonly Place[]): string => firstOf(places.map(placeWords));

/** `npm @acme/files (packages[0])`; a remote by its address. */
export const placeWords = ({ option, type, name }: Place): string =>
  `${type === "remote" ? name : `${type} ${name}`} (${option})`;

/** `packages[0], packages[1], packages[2] and 2 more`. */
export function firstOf(words: readonly string[]): string {
  const more = words.length - MOST_NAMED;
  return `${words.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
