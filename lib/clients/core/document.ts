/**
 * Reading a server.json that may break its own schema: the mirror keeps such documents, so a field
 * of the wrong kind counts as absent here instead of throwing on somebody's page.
 */

export type Fields = { readonly [name: string]: unknown };

export function fieldsOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : null;
}

export function listOf(value: unknown): Fields[] {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return items.map(fieldsOf).filter((item) => item !== null);
}

/** The text of a field; null when it is absent, empty or not a scalar. */
export function textOf(value: unknown): string | null {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

/** Own properties only, so that a variable called `constructor` is not found by accident. */
export function ownField(fields: Fields | null, name: string): unknown {
  return fields !== null && Object.hasOwn(fields, name) ? fields[name] : undefined;
}
