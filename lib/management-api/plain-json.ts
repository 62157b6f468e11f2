import { isExactNumber, type Json } from "#lib/kernel/json.ts";

/** For schemas that expect JavaScript's own numbers; documents keep theirs as text. */
export function plainJson(value: Json): unknown {
  if (isExactNumber(value)) return Number(value.rawJSON);
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plainJson(inner)]));
}
