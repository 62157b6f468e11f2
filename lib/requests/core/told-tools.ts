/**
 * The tools of a proposal, from what its server told a scan and from what is declared. Neither list was
 * checked by anybody: what the server told counts first, and no list makes a tool of the other harmless.
 */
import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import { canonicalJson, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { listedTools, type Definition, type Told } from "./definitions.ts";
import type { RiskTool } from "./risk.ts";

type Said = { name: string; annotations: JsonObject | null };

/** What is only declared stands after what was told. */
export function mergedTools(
  told: readonly Definition[],
  declared: readonly ToolFacts[],
): Definition[] {
  const names = new Set(told.map(({ tool }) => tool.name));
  const beside = declared.filter(({ name }) => !names.has(name));
  return [...told, ...beside.map((tool) => ({ tool, places: [] }))];
}

/**
 * Each name once, at its worst: a list may have a name twice, and ways to install may differ. A hint that
 * a declaration leaves out is taken from what was told.
 */
export function riskTools(
  told: readonly Said[],
  declared: readonly Said[],
  by: RiskTool["by"] = "declaration",
): RiskTool[] {
  const tools = new Map<string, RiskTool>();
  for (const said of told) {
    const tool = riskTool(said, "scan");
    const known = tools.get(tool.name);
    tools.set(tool.name, known === undefined ? tool : worse(known, tool));
  }
  for (const said of declared) {
    const tool = riskTool(said, by);
    const known = tools.get(tool.name);
    tools.set(tool.name, known === undefined ? tool : worse(known, filled(tool, known)));
  }
  return [...tools.values()];
}

/** A hint that is missing stays unknown, as the MCP specification asks. */
function riskTool({ name, annotations }: Said, by: RiskTool["by"]): RiskTool {
  const said = (key: string): Json | undefined =>
    annotations === null ? undefined : ownValue(annotations, key);
  const effect =
    said("readOnlyHint") === true
      ? "read"
      : said("destructiveHint") === true
        ? "destructive"
        : said("destructiveHint") === false
          ? "write"
          : null;
  const open = said("openWorldHint");
  return { name, effect, openWorld: typeof open === "boolean" ? open : null, by };
}

/** A declaration that says nothing takes nothing away from what the server told. */
const filled = (declared: RiskTool, told: RiskTool): RiskTool => ({
  ...declared,
  effect: declared.effect ?? told.effect,
  openWorld: declared.openWorld ?? told.openWorld,
});

const EFFECTS = ["read", "write", null, "destructive"] as const;
const WORLDS = [false, null, true] as const;

/** Whose word it is: of the first, unless the effect is only the other's. */
function worse(one: RiskTool, other: RiskTool): RiskTool {
  const effect = later(EFFECTS, one.effect, other.effect);
  return {
    name: one.name,
    effect,
    openWorld: later(WORLDS, one.openWorld, other.openWorld),
    by: effect === one.effect ? one.by : other.by,
  };
}

const later = <Word>(order: readonly Word[], one: Word, other: Word): Word =>
  order.indexOf(one) < order.indexOf(other) ? other : one;

export type ToldApart = {
  /** The server told them, and nobody has declared them. */
  undeclared: string[];
  /** Declared, and not told. */
  untold: string[];
  /** Declared with other words than those that the server told. */
  unlike: string[];
};

/** How what a server told differs from what is declared; nothing where there are not two lists. */
export function toldApart(told: readonly Definition[], declared: readonly ToolFacts[]): ToldApart {
  if (told.length === 0 || declared.length === 0) return { undeclared: [], untold: [], unlike: [] };
  const toldNames = listedTools(told).map(({ name }) => name);
  const known = new Set(toldNames);
  const declaredBy = new Map(declared.map((tool) => [tool.name, tool]));
  const unlike = told.flatMap(({ tool }) => {
    const said = declaredBy.get(tool.name);
    return said !== undefined && isUnlike(said, tool) ? [tool.name] : [];
  });
  return {
    undeclared: toldNames.filter((name) => !declaredBy.has(name)),
    untold: [...declaredBy.keys()].filter((name) => !known.has(name)),
    unlike: [...new Set(unlike)],
  };
}

const FIELDS = ["title", "description", "inputSchema", "outputSchema", "annotations"] as const;

/** What a declaration leaves out is no contradiction. */
const isUnlike = (declared: ToolFacts, told: ToolFacts): boolean =>
  FIELDS.some((field) => {
    const said = declared[field];
    return said !== null && said !== "" && canonicalJson(said) !== canonicalJson(told[field]);
  });

/** Names that stand for more than one definition. */
export function ambiguousNames(definitions: Told["definitions"]): string[] {
  const seen = new Set<string>();
  const found = new Set<string>();
  for (const { tool } of definitions) (seen.has(tool.name) ? found : seen).add(tool.name);
  return [...found];
}
