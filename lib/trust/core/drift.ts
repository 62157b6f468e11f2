/**
 * How the tools of a server changed since they were approved, so that only what matters is held.
 * Names are compared exactly: a tool under a new name is a new tool, or the old one renamed.
 */
import { canonicalJson, ownValue, type Json } from "#lib/kernel/json.ts";
import { schemaDrift, type SchemaChange } from "./drift-schema.ts";
import type { Tool } from "./facts.ts";
import { signsIn } from "./rules/definition-text.ts";
import { wordsOf } from "./rules/definition-words.ts";
import { listed, named } from "./rules/verdict.ts";

export const DRIFT_KINDS = [
  "cosmetic",
  "widening",
  "narrowing",
  "new_tool",
  "unseen",
  "removed",
  "renamed",
  "instruction_like",
  "read_to_write",
] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

export type Drift = {
  kind: DriftKind;
  /** The present name; for `removed` the last one. */
  tool: string;
  /** Set for `renamed`: the former name. */
  formerName: string | null;
  sentence: string;
  /** Whether agents must not use it so before somebody has approved it. */
  isHeld: boolean;
};

type Change = Pick<Drift, "kind" | "isHeld"> & { what: string };

/** Nothing for the same tools, whatever their order and that of their keys. */
export function classifyDrift(before: readonly Tool[], after: readonly Tool[]): Drift[] {
  const [old, young] = [byName(before), byName(after)];
  const gone = [...old].flatMap(([key, tool]) => (young.has(key) ? [] : [tool]));
  const twins = byDefinition(gone);
  const renamed = new Set<string>();
  const changed = [...young].flatMap(([key, tool]) => {
    const was = old.get(key);
    if (was !== undefined) return changesOf(was, tool).map((change) => drift(tool, change));
    // One name has one former name: a second tool of the same name is a new one.
    if (renamed.has(tool.name)) return [arrival(tool, null)];
    const twin = twins.get(withoutName(tool))?.shift() ?? null;
    if (twin !== null) renamed.add(tool.name);
    return [arrival(tool, twin)];
  });
  const left = new Set([...twins.values()].flat());
  return [...changed, ...gone.filter((tool) => left.has(tool)).map(departure)];
}

/** Two tools of one name are told apart by their order. */
export function byName(tools: readonly Tool[]): Map<string, Tool> {
  const counts = new Map<string, number>();
  return new Map(
    tools.map((tool) => {
      const count = counts.get(tool.name) ?? 0;
      counts.set(tool.name, count + 1);
      return [JSON.stringify([tool.name, count]), tool];
    }),
  );
}

/** Looked up, not searched: a server may rename thousands at once. */
function byDefinition(gone: readonly Tool[]): Map<string, Tool[]> {
  const twins = new Map<string, Tool[]>();
  for (const tool of gone) {
    const definition = withoutName(tool);
    const same = twins.get(definition);
    if (same === undefined) twins.set(definition, [tool]);
    else same.push(tool);
  }
  return twins;
}

const withoutName = ({ name: _name, ...definition }: Tool): string => canonicalJson(definition);

function arrival({ name }: Tool, twin: Tool | null): Drift {
  const base = { tool: name, isHeld: true };
  if (twin === null)
    return {
      ...base,
      kind: "new_tool",
      formerName: null,
      sentence: `Tool ${named(name)} is new.`,
    };
  const sentence = `Tool ${named(twin.name)} is now called ${named(name)}.`;
  return { ...base, kind: "renamed", formerName: twin.name, sentence };
}

const departure = ({ name }: Tool): Drift => ({
  kind: "removed",
  tool: name,
  formerName: null,
  sentence: `Tool ${named(name)} is gone.`,
  isHeld: false,
});

const drift = ({ name }: Tool, { kind, what, isHeld }: Change): Drift => ({
  kind,
  tool: name,
  formerName: null,
  sentence: `Tool ${named(name)} ${what}.`,
  isHeld,
});

/** At most one change of each kind that is held, and one that is not. */
function changesOf(was: Tool, is: Tool): Change[] {
  if (canonicalJson(was) === canonicalJson(is)) return [];
  const schemas = [
    ...schemaDrift(was.inputSchema, is.inputSchema, "input"),
    ...schemaDrift(was.outputSchema, is.outputSchema, "output"),
  ];
  const changes = [
    ...hintChanges(was, is),
    ...sizeChanges(schemas),
    ...textChanges([
      { before: was.title ?? "", after: is.title ?? "" },
      { before: was.description ?? "", after: is.description ?? "" },
      ...schemas.filter((change) => change.kind === "text"),
      ...annotationTexts(was, is),
    ]),
  ];
  return changes.length > 0 ? changes : [cosmetic("is written differently and means the same")];
}

const cosmetic = (what: string): Change => ({ kind: "cosmetic", isHeld: false, what });

function sizeChanges(schemas: readonly SchemaChange[]): Change[] {
  return (["widening", "narrowing"] as const).flatMap((kind) => {
    const whats = schemas.flatMap((change) => (change.kind === kind ? [change.what] : []));
    return whats.length === 0
      ? []
      : [{ kind, isHeld: kind === "widening", what: listed(whats, 3) }];
  });
}

/** Hints with what holds when a tool says nothing (MCP specification, ToolAnnotations). */
const HINTS = {
  destructiveHint: { byDefault: true, more: "may now destroy data", less: "never destroys data" },
  openWorldHint: { byDefault: true, more: "now reaches outside", less: "reaches nothing outside" },
} as const;

function hintChanges(was: Tool, is: Tool): Change[] {
  const [wasReader, isReader] = [was, is].map((tool) => hint(tool, "readOnlyHint", false));
  if (wasReader && !isReader)
    return [
      { kind: "read_to_write", isHeld: true, what: "only read, and does not say so any longer" },
    ];
  // Rules trust a tool more that claims to be harmless: somebody has to believe it first.
  if (isReader && !wasReader)
    return [{ kind: "narrowing", isHeld: true, what: "now says that it only reads" }];
  return Object.entries(HINTS).flatMap(([key, { byDefault, more, less }]): Change[] => {
    const [before, after] = [was, is].map((tool) => hint(tool, key, byDefault));
    if (before === after) return [];
    return after
      ? [{ kind: "widening", isHeld: true, what: more }]
      : [{ kind: "narrowing", isHeld: true, what: `now says that it ${less}` }];
  });
}

function hint({ annotations }: Tool, key: string, byDefault: boolean): boolean {
  const value = annotations === null ? undefined : ownValue(annotations, key);
  return typeof value === "boolean" ? value : byDefault;
}

type Texts = { before: string; after: string };

/** All other annotations are words for people and models. */
function annotationTexts(was: Tool, is: Tool): Texts[] {
  const [old, young] = [was.annotations ?? {}, is.annotations ?? {}];
  const text = (value: Json | undefined) => (typeof value === "string" ? value : "");
  return [...new Set([...Object.keys(old), ...Object.keys(young)])].map((key) => ({
    before: text(ownValue(old, key)),
    after: text(ownValue(young, key)),
  }));
}

function textChanges(texts: readonly Texts[]): Change[] {
  const changed = texts.filter(({ before, after }) => before !== after);
  if (changed.length === 0) return [];
  const commanding = changed.find(commands);
  if (commanding === undefined) return [cosmetic("is described in other words")];
  return [
    {
      kind: "instruction_like",
      isHeld: true,
      what: `is now described in words that speak to the model: "${named(commanding.after)}"`,
    },
  ];
}

/** Words with which a description turns to the model, or sends it somewhere. */
const COMMANDS: ReadonlySet<string> = new Set(
  "must always never first before instead ignore should shall important mandatory required please secret secrets password user assistant agent model system prompt you your call use send include dont not only without https http @".split(
    " ",
  ),
);

function commands({ before, after }: Texts): boolean {
  const known = new Set(signsIn(before).map(({ kind }) => kind));
  if (signsIn(after).some(({ kind }) => !known.has(kind))) return true;
  const [old, young] = [countsOf(before), countsOf(after)];
  return [...young].some(([word, count]) => count > (old.get(word) ?? 0));
}

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { text: word } of wordsOf(text))
    if (COMMANDS.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
