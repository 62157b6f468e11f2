/** What changed between two definitions of a tool: no text in one changes without a word about it. */
import { toolChanges } from "#lib/catalog/core/diff-tools.ts";
import { kindOf, shownSides, type Change } from "#lib/catalog/core/document-change.ts";
import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import { canonicalJson, isJsonObject, ownValue, type Json } from "#lib/kernel/json.ts";

const FIELDS = {
  inputSchema: "the schema of its arguments",
  outputSchema: "the schema of its results",
  annotations: "its annotations",
} as const;
type Field = keyof typeof FIELDS;

const FIELD_NAMES = ["inputSchema", "outputSchema", "annotations"] as const;
const HINTS = ["readOnlyHint", "destructiveHint", "openWorldHint", "idempotentHint"];

/** As deep as changes are told argument by argument; what is deeper is told as a whole. */
const MAX_SCHEMA_DEPTH = 12;

/**
 * The changes that have a meaning, and those in parts that have none: agents read these as well. Never
 * none where the two differ.
 */
export function definitionChanges(was: ToolFacts, is: ToolFacts): Change[] {
  const told = [
    ...toolChanges([was], [is]),
    ...FIELD_NAMES.flatMap((field) =>
      fieldChange(is.name, field, [leftOver(was, field), leftOver(is, field)]),
    ),
  ];
  if (told.length > 0) return told;
  return FIELD_NAMES.flatMap((field) =>
    fieldChange(is.name, field, [was[field] ?? undefined, is[field] ?? undefined]),
  );
}

type Part = Json | undefined;

function fieldChange(tool: string, field: Field, [before, after]: readonly [Part, Part]): Change[] {
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return [];
  return [
    {
      ...{ group: "tools", kind: kindOf({ before, after }), path: `tools[${tool}].${field}` },
      title: `Tool "${tool}": ${FIELDS[field]} changed in parts that have no set meaning`,
      weight: "high",
      ...shownSides({ before, after }),
    },
  ];
}

function leftOver(tool: ToolFacts, field: Field): Part {
  if (field !== "annotations") return unreadIn(tool[field], 0);
  const odd = Object.entries(tool.annotations ?? {}).filter(
    ([key, value]) => HINTS.includes(key) && typeof value !== "boolean",
  );
  return objectOf(odd);
}

/** The parts of a schema that no change argument by argument tells. */
function unreadIn(schema: Part | null, depth: number): Part {
  if (!isJsonObject(schema) || depth > MAX_SCHEMA_DEPTH) return undefined;
  const properties = ownValue(schema, "properties");
  return objectOf([
    ["required", unreadRequired(ownValue(schema, "required"), properties)],
    ["properties", unreadProperties(properties, depth)],
    ["items", unreadIn(ownValue(schema, "items"), depth + 1)],
  ]);
}

/** All but names of arguments. */
function unreadRequired(required: Part, properties: Part): Part {
  if (!Array.isArray(required)) return required;
  const names = new Set<Json>(isJsonObject(properties) ? Object.keys(properties) : []);
  const others = required.filter((name) => !names.has(name));
  return others.length === 0 ? undefined : others;
}

function unreadProperties(properties: Part, depth: number): Part {
  if (!isJsonObject(properties)) return properties;
  return objectOf(
    Object.entries(properties).map(([name, value]) => [name, unreadIn(value, depth + 1)] as const),
  );
}

function objectOf(entries: readonly (readonly [string, Part])[]): Part {
  const known = entries.flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return known.length === 0 ? undefined : Object.fromEntries(known);
}
