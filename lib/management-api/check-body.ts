import { AppError, type FieldErrors } from "#lib/kernel/errors.ts";
import { isExactNumber, isJsonObject, type Json, type JsonObject } from "#lib/kernel/json.ts";
import type { JsonSchema } from "./json-schema.ts";

/**
 * Refuses fields that the operation does not know, at any depth: what a caller may set is written
 * down, and everything else (its own id, state, tier) is refused by name instead of passed over.
 * Text that the database cannot hold is refused here too.
 */
export function checkBody(schema: JsonSchema, body: JsonObject): void {
  const unknown = unknownFields(schema, body, []);
  if (unknown.length > 0)
    refuse(unknown, "There is no such field here.", `Not known here: ${unknown.join(", ")}.`);
  const broken = brokenTexts(body, []);
  if (broken.length > 0)
    refuse(broken, "Leave out NUL and halves of characters.", `${broken[0]} cannot be stored.`);
}

function refuse(paths: string[], each: string, message: string): never {
  const fields: FieldErrors = Object.fromEntries(paths.map((path) => [path, [each]]));
  throw new AppError("invalid", message, { fields });
}

type Path = readonly (string | number)[];

function unknownFields(schema: JsonSchema, value: Json, path: Path): string[] {
  if (Array.isArray(value)) {
    const items = alternatives(schema).find((each) => "items" in each)?.["items"];
    return items
      ? value.flatMap((item, at) => unknownFields(items as JsonSchema, item, [...path, at]))
      : [];
  }
  if (!isJsonObject(value)) return [];
  const known = alternatives(schema).find((each) => each["additionalProperties"] === false);
  if (!known) return [];
  const properties = known["properties"] as Record<string, JsonSchema>;
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return field && inner !== undefined
      ? unknownFields(field, inner, [...path, name])
      : [[...path, name].join(".")];
  });
}

const alternatives = (schema: JsonSchema): JsonSchema[] =>
  (schema["anyOf"] as JsonSchema[] | undefined) ?? [schema];

function brokenTexts(value: Json, path: Path): string[] {
  if (typeof value === "string") return isStorable(value) ? [] : [path.join(".")];
  if (typeof value !== "object" || value === null || isExactNumber(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    isStorable(name) ? brokenTexts(inner, [...path, name]) : [[...path, "a name"].join(".")],
  );
}

/** PostgreSQL holds no NUL, and no half of a surrogate pair. */
const isStorable = (text: string) => !text.includes("\0") && !/\p{Surrogate}/u.test(text);
