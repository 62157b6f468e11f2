import { z } from "zod";
import { withFieldWords, type JsonSchema } from "./field-words.ts";

export type { JsonSchema } from "./field-words.ts";

/** What callers may send, from the schema that the verb parses with. Unknown fields are not in it. */
export const inputSchema = (schema: z.ZodType): JsonSchema =>
  withFieldWords(tidy(generate(schema, "input"), true));

/** What callers get. */
export const outputSchema = (schema: z.ZodType): JsonSchema =>
  tidy(generate(schema, "output"), false);

function generate(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

/**
 * The same meaning in fewer words: what only forms send (an empty text for nothing, `on` for true)
 * is left out, JSON of any shape is `{}`, and objects are closed where `closed` says so.
 */
function tidy(given: unknown, closed: boolean): JsonSchema {
  const schema = given as JsonSchema;
  if ("$ref" in schema) return {};
  const variants = schema["anyOf"] as unknown[] | undefined;
  if (variants) return union(schema, variants, closed);
  const { pattern, propertyNames: _, $defs: __, properties, items, ...rest } = schema;
  return {
    ...rest,
    ...(pattern !== undefined && !("format" in rest) ? { pattern } : {}),
    ...(items === undefined ? {} : { items: tidy(items, closed) }),
    ...tidyMore(rest["additionalProperties"], closed),
    ...(properties === undefined ? {} : tidyProperties(properties, closed)),
  };
}

const tidyMore = (more: unknown, closed: boolean) =>
  typeof more === "object" && more !== null ? { additionalProperties: tidy(more, closed) } : {};

function tidyProperties(properties: unknown, closed: boolean): JsonSchema {
  const each = Object.entries(properties as JsonSchema);
  return {
    properties: Object.fromEntries(each.map(([name, schema]) => [name, tidy(schema, closed)])),
    ...(closed ? { additionalProperties: false } : {}),
  };
}

function union(schema: JsonSchema, variants: unknown[], closed: boolean): JsonSchema {
  const { anyOf: _, $defs: __, ...rest } = schema;
  const tidied = variants
    .map((variant) => tidy(variant, closed))
    .flatMap((variant) => (variant["anyOf"] as JsonSchema[] | undefined) ?? [variant])
    .filter((variant) => variant["const"] !== "");
  const useful = tidied.some(({ type }) => type === "boolean")
    ? tidied.filter((variant) => !(variant["enum"] as unknown[] | undefined)?.includes("on"))
    : tidied;
  const [only] = useful;
  return useful.length === 1 && only ? { ...rest, ...only } : { ...rest, anyOf: useful };
}
