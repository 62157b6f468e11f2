/** What changed in the tools of a server: what agents read, may pass, and are told to expect. */
import { canonicalJson, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { schemaChanges } from "./diff-tool-schema.ts";
import { kindOf, shownSides, type Change } from "./document-change.ts";
import type { ToolFacts } from "./tool-facts.ts";

/** Hints of the MCP specification with the value that holds when a tool says nothing. */
const HINTS: readonly {
  key: string;
  byDefault: boolean;
  whenTrue: string;
  whenFalse: string;
  alarming: boolean;
}[] = [
  {
    key: "readOnlyHint",
    byDefault: false,
    whenTrue: "is now read-only",
    whenFalse: "is no longer read-only",
    alarming: false,
  },
  {
    key: "destructiveHint",
    byDefault: true,
    whenTrue: "may now destroy data",
    whenFalse: "no longer destroys data",
    alarming: true,
  },
  {
    key: "openWorldHint",
    byDefault: true,
    whenTrue: "now reaches systems outside",
    whenFalse: "no longer reaches systems outside",
    alarming: true,
  },
  {
    key: "idempotentHint",
    byDefault: false,
    whenTrue: "may now be repeated safely",
    whenFalse: "may no longer be repeated safely",
    alarming: false,
  },
];

export function toolChanges(before: readonly ToolFacts[], after: readonly ToolFacts[]): Change[] {
  const [old, young] = [byName(before), byName(after)];
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name), young.get(name)];
    if (was === undefined) return is === undefined ? [] : [added(is)];
    return is === undefined ? [removed(was)] : changed(was, is);
  });
}

function byName(tools: readonly ToolFacts[]): Map<string, ToolFacts> {
  return new Map(tools.map((tool) => [tool.name, tool]));
}

function added(tool: ToolFacts): Change {
  const readOnly = hintOf(tool.annotations, "readOnlyHint", false);
  const declaredSafe = !hintOf(tool.annotations, "destructiveHint", true);
  const change = toolChange(tool.name, "", { before: undefined, after: tool.description });
  return {
    ...change,
    title: `New tool "${tool.name}"${readOnly ? " (read-only)" : ""}`,
    weight: readOnly || declaredSafe ? "normal" : "high",
  };
}

function removed(tool: ToolFacts): Change {
  const change = toolChange(tool.name, "", { before: tool.description, after: undefined });
  return { ...change, title: `Tool "${tool.name}" removed`, weight: "high" };
}

function changed(was: ToolFacts, is: ToolFacts): Change[] {
  const name = is.name;
  const changes: Change[] = [];
  // An instruction hidden in a description is the classic attack on agents, so every word counts.
  if (was.description !== is.description)
    changes.push({
      ...toolChange(name, "description", { before: was.description, after: is.description }),
      title: `Description of tool "${name}" changed`,
      weight: "high",
    });
  if (was.title !== is.title)
    changes.push({
      ...toolChange(name, "title", {
        before: was.title ?? undefined,
        after: is.title ?? undefined,
      }),
      title: `Title of tool "${name}" changed`,
    });
  return [
    ...changes,
    ...hintChanges(was, is),
    ...schemaChanges(name, "inputSchema", [was.inputSchema, is.inputSchema]),
    ...schemaChanges(name, "outputSchema", [was.outputSchema, is.outputSchema]),
  ];
}

function hintChanges(was: ToolFacts, is: ToolFacts): Change[] {
  const known = HINTS.flatMap(({ key, byDefault, whenTrue, whenFalse, alarming }): Change[] => {
    const before = hintOf(was.annotations, key, byDefault);
    const after = hintOf(is.annotations, key, byDefault);
    // Whether a read-only tool destroys data has no meaning, says the specification.
    const moot = key === "destructiveHint" && hintOf(is.annotations, "readOnlyHint", false);
    if (before === after || moot) return [];
    return [
      {
        ...toolChange(is.name, `annotations.${key}`, { before, after }),
        kind: "changed",
        title: `Tool "${is.name}" ${after ? whenTrue : whenFalse}`,
        weight: after === alarming ? "high" : "normal",
      },
    ];
  });
  return [...known, ...otherAnnotations(was, is)];
}

function otherAnnotations(was: ToolFacts, is: ToolFacts): Change[] {
  const hints = new Set(HINTS.map(({ key }) => key));
  const [old, young] = [was.annotations ?? {}, is.annotations ?? {}];
  const keys = new Set([...Object.keys(old), ...Object.keys(young)]);
  return [...keys]
    .filter((key) => !hints.has(key) && text(old[key]) !== text(young[key]))
    .map((key) => ({
      ...toolChange(is.name, `annotations.${key}`, { before: old[key], after: young[key] }),
      title: `Annotation ${key} of tool "${is.name}" changed`,
    }));
}

function text(value: Json | undefined): string {
  return value === undefined ? "" : canonicalJson(value);
}

function hintOf(annotations: JsonObject | null, key: string, byDefault: boolean): boolean {
  const value = annotations?.[key];
  return typeof value === "boolean" ? value : byDefault;
}

function toolChange(
  name: string,
  field: string,
  sides: { before: Json | undefined; after: Json | undefined },
): Change {
  return {
    group: "tools",
    kind: kindOf(sides),
    path: field === "" ? `tools[${name}]` : `tools[${name}].${field}`,
    title: "",
    weight: "normal",
    ...shownSides(sides),
  };
}
