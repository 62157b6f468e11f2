/**
 * The tools of a proposal, from what its server told a scan and from what is declared. Neither list was
 * checked by anybody: what the server told counts first, and no list makes a tool of the other harmless.
 */
import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import { canonicalJson, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import type { RiskTool } from "./risk.ts";

type Said = { name: string; annotations: JsonObject | null };

/** What is only declared stands after what was told. */
export function mergedTools(
  told: readonly ToolFacts[],
  declared: readonly ToolFacts[],
): ToolFacts[] {
  const names = new Set(told.map(({ name }) => name));
  return [...told, ...declared.filter(({ name }) => !names.has(name))];
}

/** Each name once, at its worst: a list may have a name twice, and ways to install may differ. */
export function riskTools(told: readonly Said[], declared: readonly Said[]): RiskTool[] {
  const tools = new Map<string, RiskTool>();
  for (const said of told) {
    const tool = riskTool(said);
    const known = tools.get(tool.name);
    tools.set(tool.name, known === undefined ? tool : worse(known, tool));
  }
  for (const said of declared) {
    const tool = riskTool(said);
    const known = tools.get(tool.name);
    tools.set(tool.name, known === undefined ? tool : worse(known, filled(tool, known)));
  }
  return [...tools.values()];
}

/** A hint that is missing stays unknown, as the MCP specification asks. */
function riskTool({ name, annotations }: Said): RiskTool {
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
  return { name, effect, openWorld: typeof open === "boolean" ? open : null };
}

/** A declaration that says nothing takes nothing away from what the server told. */
const filled = (declared: RiskTool, told: RiskTool): RiskTool => ({
  ...declared,
  effect: declared.effect ?? told.effect,
  openWorld: declared.openWorld ?? told.openWorld,
});

const EFFECTS = ["read", "write", null, "destructive"] as const;
const WORLDS = [false, null, true] as const;

const worse = (one: RiskTool, other: RiskTool): RiskTool => ({
  name: one.name,
  effect: later(EFFECTS, one.effect, other.effect),
  openWorld: later(WORLDS, one.openWorld, other.openWorld),
});

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
export function toldApart(told: readonly ToolFacts[], declared: readonly ToolFacts[]): ToldApart {
  if (told.length === 0 || declared.length === 0) return { undeclared: [], untold: [], unlike: [] };
  const toldBy = new Map(told.map((tool) => [tool.name, tool]));
  const declaredBy = new Map(declared.map((tool) => [tool.name, tool]));
  return {
    undeclared: [...toldBy.keys()].filter((name) => !declaredBy.has(name)),
    untold: [...declaredBy.keys()].filter((name) => !toldBy.has(name)),
    unlike: [...declaredBy.values()].flatMap((tool) => {
      const other = toldBy.get(tool.name);
      return other !== undefined && isUnlike(tool, other) ? [tool.name] : [];
    }),
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
export function ambiguousNames(tools: readonly { name: string }[]): string[] {
  const first = new Map<string, string>();
  const found = new Set<string>();
  for (const tool of tools) {
    const definition = canonicalJson({ ...tool });
    const known = first.get(tool.name);
    if (known === undefined) first.set(tool.name, definition);
    else if (known !== definition) found.add(tool.name);
  }
  return [...found];
}
