/** The changes of a tool's input or output schema, argument by argument, in words. */
import {
  canonicalJson,
  isJsonObject,
  ownValue,
  type Json,
  type JsonObject,
} from "#lib/kernel/json.ts";
import { kindOf, shownSides, type Change } from "./document-change.ts";
import { objectIn } from "./json-fields.ts";

/** Deeper parts of a schema are compared as a whole; hardly anyone nests arguments further. */
const MAX_SCHEMA_DEPTH = 12;

type Schema = "inputSchema" | "outputSchema";
type Spot = { tool: string; schema: Schema; argument: string; depth: number };
type Sides = { before: Json | undefined; after: Json | undefined };

export function schemaChanges(
  tool: string,
  schema: Schema,
  [before, after]: readonly [JsonObject | null, JsonObject | null],
): Change[] {
  return objectChanges(before ?? {}, after ?? {}, { tool, schema, argument: "", depth: 0 });
}

function objectChanges(before: JsonObject, after: JsonObject, spot: Spot): Change[] {
  const parts = new Set([...Object.keys(before), ...Object.keys(after)]);
  const own = [...parts]
    .filter((part) => !["properties", "required", "items"].includes(part))
    .flatMap((part) => partChange(part, sidesOf(before, after, part), spot));
  return [...own, ...argumentChanges(before, after, spot), ...itemChanges(before, after, spot)];
}

function partChange(part: string, sides: Sides, spot: Spot): Change[] {
  if (same(sides)) return [];
  const subject = spot.argument === "" ? noun(spot) : `${noun(spot)} "${spot.argument}"`;
  const words = `${capitalized(part)} of ${subject} ${kindOf(sides)}`;
  // Agents read descriptions as instructions, and a new default acts without being asked for.
  const weight = ["description", "default", "type"].includes(part) ? "high" : "normal";
  return [change(spot, { words, weight, sides, part })];
}

function argumentChanges(before: JsonObject, after: JsonObject, spot: Spot): Change[] {
  const [old, young] = [objectIn(before, "properties"), objectIn(after, "properties")];
  const names = new Set([...Object.keys(old), ...Object.keys(young)]);
  return [...names].flatMap((name) => {
    const inner = { ...spot, argument: joined(spot.argument, name), depth: spot.depth + 1 };
    const sides = sidesOf(old, young, name);
    const [was, must] = [isRequired(before, name), isRequired(after, name)];
    if (kindOf(sides) === "added") return [addition(inner, sides, must)];
    if (kindOf(sides) === "removed") return [removal(inner, sides)];
    return [...requirement(inner, was, must), ...valueChanges(sides, inner)];
  });
}

function addition(spot: Spot, sides: Sides, required: boolean): Change {
  const words = `New ${required ? "required " : ""}${noun(spot)} "${spot.argument}"`;
  const weight = required && spot.schema === "inputSchema" ? "high" : "normal";
  return change(spot, { words, weight, sides });
}

function removal(spot: Spot, sides: Sides): Change {
  const words = `${capitalized(noun(spot))} "${spot.argument}" removed`;
  return change(spot, { words, weight: "high", sides });
}

function requirement(spot: Spot, was: boolean, must: boolean): Change[] {
  if (was === must) return [];
  const words = `${capitalized(noun(spot))} "${spot.argument}" is ${must ? "now" : "no longer"} required`;
  const sides = { before: was ? "required" : "optional", after: must ? "required" : "optional" };
  return [change(spot, { words, weight: must ? "high" : "normal", sides })];
}

function itemChanges(before: JsonObject, after: JsonObject, spot: Spot): Change[] {
  const argument = spot.argument === "" ? "[]" : `${spot.argument}[]`;
  return valueChanges(sidesOf(before, after, "items"), {
    ...spot,
    argument,
    depth: spot.depth + 1,
  });
}

function valueChanges(sides: Sides, spot: Spot): Change[] {
  if (same(sides)) return [];
  const { before, after } = sides;
  const comparable =
    spot.depth <= MAX_SCHEMA_DEPTH && isJsonObject(before ?? {}) && isJsonObject(after ?? {});
  if (!comparable) {
    const words = `${capitalized(noun(spot))} "${spot.argument}" ${kindOf(sides)}`;
    return [change(spot, { words, weight: "high", sides })];
  }
  return objectChanges(isJsonObject(before) ? before : {}, isJsonObject(after) ? after : {}, spot);
}

type Wording = { words: string; weight: Change["weight"]; sides: Sides; part?: string };

function change(spot: Spot, { words, weight, sides, part }: Wording): Change {
  const path = [`tools[${spot.tool}]`, spot.schema, spot.argument, part ?? ""]
    .filter((step) => step !== "")
    .join(".");
  return {
    group: "tools",
    kind: kindOf(sides),
    path,
    title: `Tool "${spot.tool}": ${lowered(words)}`,
    weight,
    ...shownSides(sides),
  };
}

function sidesOf(before: JsonObject, after: JsonObject, key: string): Sides {
  return { before: ownValue(before, key), after: ownValue(after, key) };
}

function same({ before, after }: Sides): boolean {
  if (before === undefined || after === undefined) return before === after;
  return canonicalJson(before) === canonicalJson(after);
}

function isRequired(schema: JsonObject, name: string): boolean {
  const required = ownValue(schema, "required");
  return Array.isArray(required) && required.includes(name);
}

function noun({ schema }: Spot): string {
  return schema === "inputSchema" ? "argument" : "result field";
}

function joined(parent: string, name: string): string {
  return parent === "" ? name : `${parent}.${name}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
