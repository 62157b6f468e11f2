/**
 * The definitions under the names of tools. Ways to install a version may tell different tools under one
 * name, and one list may have a name twice: a review shows and compares each of them.
 */
import { storableText } from "#lib/catalog/core/document-text.ts";
import { toolChanges } from "#lib/catalog/core/diff-tools.ts";
import type { Change } from "#lib/catalog/core/document-change.ts";
import { toolFacts, type ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import { canonicalJson } from "#lib/kernel/json.ts";
import type { Tool } from "#lib/trust/core/facts.ts";
import { definitionChanges } from "./definition-changes.ts";

/** One way to install a version. */
export type Place = { option: string; type: string; name: string };
export type Placed<Listed> = Place & { tools: readonly Listed[] };

export type Definition = {
  tool: ToolFacts;
  /** Where a server told it; none: it is only declared. */
  places: readonly Place[];
};
export type Told = {
  /** By name; under one name the one first that the catalog would list. */
  definitions: Definition[];
  /** How many more were told, which no page or catalog can show. */
  unshown: number;
  /** By name: all that was told under it, as one text. */
  texts: ReadonlyMap<string, string>;
};

/** More than these are counted, and not shown. */
const MOST_SHOWN = 2_000;
const LONGEST_NAME = 256;

/** Each definition once, with the places that told it. */
export function definitionsOf(placed: readonly Placed<Tool>[]): Told {
  const found = new Map<string, { tool: Tool; places: Place[] }>();
  const textOf = remembered((tool: Tool) => canonicalJson({ ...tool }));
  for (const { tools, option, type, name } of placed)
    for (const tool of new Set(tools)) {
      const known = found.get(textOf(tool));
      if (known === undefined) found.set(textOf(tool), { tool, places: [{ option, type, name }] });
      else if (known.places.at(-1)?.option !== option) known.places.push({ option, type, name });
    }
  const shown = [...found.values()].flatMap(({ tool, places }) => {
    const facts = factsOf(tool);
    return facts === null ? [] : [{ tool: facts, places }];
  });
  const definitions = shown.slice(0, MOST_SHOWN);
  return {
    definitions: definitions.sort((one, other) => compare(one.tool.name, other.tool.name)),
    unshown: found.size - definitions.length,
    texts: textsByName(found),
  };
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** As what can be stored; spaces around its name are part of it. Null: nothing can call it. */
export function factsOf(tool: Tool): ToolFacts | null {
  const [facts] = toolFacts([{ ...tool }]);
  const name = storableText(tool.name);
  return facts === undefined || name.length > LONGEST_NAME ? null : { ...facts, name };
}

function textsByName(found: ReadonlyMap<string, { tool: Tool }>): Map<string, string> {
  const texts = new Map<string, string[]>();
  for (const [text, { tool }] of found) {
    const name = storableText(tool.name);
    const known = texts.get(name);
    if (known === undefined) texts.set(name, [text]);
    else known.push(text);
  }
  return new Map([...texts].map(([name, all]) => [name, all.sort().join()]));
}

/** Each name once, as the catalog lists them. */
export function listedTools(definitions: readonly Definition[]): ToolFacts[] {
  const names = new Map<string, ToolFacts>();
  for (const { tool } of definitions) if (!names.has(tool.name)) names.set(tool.name, tool);
  return [...names.values()];
}

export type Compared = Definition & {
  status: "new" | "changed" | "same";
  changes: Change[];
};

/**
 * Each definition against what was approved before for the same way to install it, else, where that way
 * is new or nothing was approved of it alone, against all that was approved. Null: nothing was.
 */
export function compareDefinitions(
  definitions: readonly Definition[],
  before: readonly Placed<ToolFacts>[] | null,
): Compared[] {
  if (before === null)
    return definitions.map((one) => ({ ...one, status: "new" as const, changes: [] }));
  const approved = approvedOf(before);
  const textOf = remembered((tool: ToolFacts) => canonicalJson({ ...tool }));
  return definitions.map((definition) => {
    const { tool } = definition;
    const isSame = (one: ToolFacts) => textOf(one) === textOf(tool);
    const others = approved(definition).filter((was) => !was.some(isSame));
    const was = others.flatMap(([first]) => first ?? [])[0];
    if (others.length === 0) return { ...definition, status: "same", changes: [] };
    if (was === undefined)
      return { ...definition, status: "new", changes: toolChanges([], [tool]) };
    return { ...definition, status: "changed", changes: definitionChanges(was, tool) };
  });
}

type ByName = ReadonlyMap<string, ToolFacts[]>;

/** What was approved under the name of a tool, for each place that tells it. */
function approvedOf(before: readonly Placed<ToolFacts>[]) {
  const all = byName(before.flatMap(({ tools }) => tools));
  const at = approvedAt(before);
  return ({ tool, places }: Definition): ToolFacts[][] => {
    const lists = places.map((place) => (at(place) ?? all).get(tool.name) ?? NOTHING);
    return places.length === 0 ? [all.get(tool.name) ?? NOTHING] : [...new Set(lists)];
  };
}

/** What was approved of one way to install it alone; undefined: nothing was. */
export function approvedAt(
  before: readonly Placed<ToolFacts>[],
): (place: Place) => ByName | undefined {
  const byNameOf = remembered((tools: readonly ToolFacts[]) => byName(tools));
  const places = new Map<string, ByName>();
  for (const place of before)
    for (const key of keysOf(place)) if (!places.has(key)) places.set(key, byNameOf(place.tools));
  return (place) => keysOf(place).flatMap((key) => places.get(key) ?? [])[0];
}

const NOTHING: ToolFacts[] = [];

/** A document may have the same package twice, and a new one may come before it. */
const keysOf = ({ option, type, name }: Place): string[] => {
  const artifact = JSON.stringify([type, name]);
  return [`${option} ${artifact}`, artifact];
};

function byName(tools: readonly ToolFacts[]): ByName {
  const names = new Map<string, ToolFacts[]>();
  for (const tool of tools) {
    const known = names.get(tool.name);
    if (known === undefined) names.set(tool.name, [tool]);
    else known.push(tool);
  }
  return names;
}

/** Lists that many places share are read once. */
export function remembered<From extends object, To>(read: (from: From) => To): (from: From) => To {
  const known = new Map<From, To>();
  return (from) => {
    const found = known.get(from) ?? read(from);
    known.set(from, found);
    return found;
  };
}
