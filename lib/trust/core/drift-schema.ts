/** What changed from one JSON schema of a tool to the next: whether it takes more, or less. */
import {
  canonicalJson,
  isJsonObject,
  ownValue,
  type Json,
  type JsonObject,
} from "#lib/kernel/json.ts";

export type SchemaChange =
  | {
      kind: "widening" | "narrowing";
      /** To follow the name of the tool: `takes "path" as well`. */
      what: string;
    }
  | { kind: "text"; before: string; after: string };

/** Deeper parts are compared as a whole. */
const MAX_DEPTH = 12;
/** Texts that models read and that change nothing of what is taken. */
const TEXTS = ["description", "title", "$comment"] as const;
/** Bounds, with 1 where a higher one takes more. */
const BOUNDS = {
  maximum: 1,
  exclusiveMaximum: 1,
  maxLength: 1,
  maxItems: 1,
  maxProperties: 1,
  minimum: -1,
  exclusiveMinimum: -1,
  minLength: -1,
  minItems: -1,
  minProperties: -1,
} as const;
const COMPARED: ReadonlySet<string> = new Set([
  ...TEXTS,
  ...Object.keys(BOUNDS),
  "properties",
  "required",
  "enum",
  "type",
  "items",
  "additionalProperties",
]);

type Sides = { before: JsonObject; after: JsonObject };
type Spot = { name: string; depth: number };

/** Anything that cannot be told to take less counts as taking more. */
export function schemaDrift(before: Json | null, after: Json | null, part: string): SchemaChange[] {
  return valueDrift(before ?? undefined, after ?? undefined, { name: part, depth: 0 });
}

type Value = Json | undefined;
const isSame = (one: Value, other: Value): boolean =>
  one === undefined || other === undefined
    ? one === other
    : canonicalJson(one) === canonicalJson(other);

function valueDrift(before: Value, after: Value, spot: Spot): SchemaChange[] {
  if (isSame(before, after)) return [];
  if (before === undefined) return [less(`now says what ${spot.name} is`)];
  if (after === undefined) return [more(`no longer says what ${spot.name} is`)];
  if (!isJsonObject(before) || !isJsonObject(after) || spot.depth >= MAX_DEPTH)
    return [more(`has another ${spot.name}`)];
  const sides = { before, after };
  return [
    ...textDrift(sides),
    ...propertyDrift(sides, spot),
    ...listDrift(sides, spot),
    ...boundDrift(sides, spot),
    ...openDrift(sides, spot),
    ...valueDrift(ownValue(before, "items"), ownValue(after, "items"), {
      name: `${spot.name}[]`,
      depth: spot.depth + 1,
    }),
    ...otherDrift(sides, spot),
  ];
}

const more = (what: string): SchemaChange => ({ kind: "widening", what });
const less = (what: string): SchemaChange => ({ kind: "narrowing", what });
const textOf = (value: Value): string =>
  typeof value === "string" ? value : value === undefined ? "" : canonicalJson(value);

function textDrift({ before, after }: Sides): SchemaChange[] {
  return TEXTS.filter((key) => !isSame(ownValue(before, key), ownValue(after, key))).map((key) => ({
    kind: "text",
    before: textOf(ownValue(before, key)),
    after: textOf(ownValue(after, key)),
  }));
}

function propertyDrift(sides: Sides, { name, depth }: Spot): SchemaChange[] {
  const [old, young] = [membersOf(sides.before), membersOf(sides.after)];
  const keys = new Set([...Object.keys(old), ...Object.keys(young)]);
  return [...keys].flatMap((key) => {
    const [was, is] = [ownValue(old, key), ownValue(young, key)];
    const inner = `${name}.${key}`;
    if (was === undefined) return [more(`has ${inner} as well`)];
    if (is === undefined) return [less(`no longer has ${inner}`)];
    return valueDrift(was, is, { name: inner, depth: depth + 1 });
  });
}

function membersOf(schema: JsonObject): JsonObject {
  const members = ownValue(schema, "properties");
  return isJsonObject(members) ? members : {};
}

/** `required` takes less the more it names; `enum` and `type` take more. */
function listDrift({ before, after }: Sides, { name }: Spot): SchemaChange[] {
  const listed = (key: "required" | "enum" | "type"): Lists => ({
    added: missingFrom(ownValue(after, key), ownValue(before, key)),
    gone: missingFrom(ownValue(before, key), ownValue(after, key)),
    was: ownValue(before, key),
    is: ownValue(after, key),
  });
  const must = listed("required");
  return [
    ...must.added.map((key) => less(`requires ${name}.${key}`)),
    ...must.gone.map((key) => more(`no longer requires ${name}.${key}`)),
    ...choiceDrift(listed("enum"), `values of ${name}`),
    ...choiceDrift(listed("type"), `types of ${name}`),
  ];
}

type Lists = { added: string[]; gone: string[]; was: Value; is: Value };

/** Without a list everything may be chosen. */
function choiceDrift({ added, gone, was, is }: Lists, what: string): SchemaChange[] {
  if (was === undefined) return added.length === 0 ? [] : [less(`limits the ${what}`)];
  if (is === undefined) return [more(`no longer limits the ${what}`)];
  return [
    ...(added.length === 0 ? [] : [more(`allows more ${what}`)]),
    ...(gone.length === 0 ? [] : [less(`allows fewer ${what}`)]),
  ];
}

function missingFrom(some: Value, others: Value): string[] {
  const there = new Set(entriesOf(others));
  return entriesOf(some).filter((entry) => !there.has(entry));
}

function entriesOf(value: Value): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map((entry) =>
    typeof entry === "string" ? entry : canonicalJson(entry),
  );
}

function boundDrift({ before, after }: Sides, { name }: Spot): SchemaChange[] {
  return Object.entries(BOUNDS).flatMap(([key, direction]) => {
    const [was, is] = [ownValue(before, key), ownValue(after, key)];
    if (isSame(was, is)) return [];
    const reach = (bound: Value) => (typeof bound === "number" ? bound * direction : Infinity);
    return [reach(is) < reach(was) ? less(`limits ${name} more`) : more(`limits ${name} less`)];
  });
}

/** Without the word everything more is welcome (JSON Schema). */
function openDrift({ before, after }: Sides, { name }: Spot): SchemaChange[] {
  const [was, is] = [before, after].map(
    (schema) => ownValue(schema, "additionalProperties") ?? true,
  );
  if (isSame(was, is)) return [];
  return [is === false ? less(`takes nothing more in ${name}`) : more(`takes more in ${name}`)];
}

function otherDrift({ before, after }: Sides, { name }: Spot): SchemaChange[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys]
    .filter((key) => !COMPARED.has(key) && !isSame(ownValue(before, key), ownValue(after, key)))
    .map((key) => more(`has another ${key} of ${name}`));
}
