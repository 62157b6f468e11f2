import type { JsonSchema } from "./json-schema.ts";

export type FieldRow = { name: string; type: string; required: boolean; meaning: string };

const MAX_DEPTH = 3;

/** A schema as rows of a table, inner fields by their path. */
export function schemaRows(schema: JsonSchema, prefix = "", depth = 0): FieldRow[] {
  const inner = objectOf(schema);
  if (!inner || depth > MAX_DEPTH) return [];
  const required = (inner["required"] as string[] | undefined) ?? [];
  const properties = (inner["properties"] as Record<string, JsonSchema> | undefined) ?? {};
  return Object.entries(properties).flatMap(([field, each]) => {
    const name = `${prefix}${field}`;
    const rest = listed(each);
    return [
      {
        name,
        type: typeOf(each),
        required: required.includes(field),
        meaning: (each["description"] as string | undefined) ?? "",
      },
      ...schemaRows(rest, rest === each ? `${name}.` : `${name}[].`, depth + 1),
    ];
  });
}

const variants = (schema: JsonSchema): JsonSchema[] =>
  (schema["anyOf"] as JsonSchema[] | undefined) ?? [schema];

const objectOf = (schema: JsonSchema) => variants(schema).find((each) => "properties" in each);

/** The items of a list, or the schema itself. */
function listed(schema: JsonSchema): JsonSchema {
  const items = variants(schema).find((each) => "items" in each)?.["items"];
  return (items as JsonSchema | undefined) ?? schema;
}

export function typeOf(schema: JsonSchema): string {
  return [...new Set(variants(schema).map(oneType))].join(" or ");
}

function oneType(schema: JsonSchema): string {
  const { type, format, items, minimum, maxLength } = schema as Described;
  if (schema["enum"]) return (schema["enum"] as unknown[]).map(String).join(", ");
  if (items) return `list of ${typeOf(items)}`;
  if (format) return format;
  const bounds = [
    minimum === undefined ? "" : `from ${minimum}`,
    maxLength === undefined ? "" : `up to ${maxLength} characters`,
  ];
  return [type ?? "any", ...bounds.filter(Boolean)].join(", ");
}

type Described = {
  type?: string;
  format?: string;
  items?: JsonSchema;
  minimum?: number;
  maxLength?: number;
};
