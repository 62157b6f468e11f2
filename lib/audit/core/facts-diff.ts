import type { Json, JsonObject } from "#lib/kernel/json.ts";
import { isExactNumber, isJsonObject } from "#lib/kernel/json.ts";

/** One fact of a record, before and after; null: it was not there. */
export type FactDiff = {
  /** Names of members, joined with dots. */
  path: string;
  before: string | null;
  after: string | null;
  changed: boolean;
};

/** Both sides fact by fact, in the order in which they stand; lists are one fact. */
export function factsDiff(before: JsonObject | null, after: JsonObject | null): FactDiff[] {
  const [was, is] = [flat(before), flat(after)];
  const paths = [...new Set([...was.keys(), ...is.keys()])];
  return paths.map((path) => {
    const [one, other] = [was.get(path) ?? null, is.get(path) ?? null];
    return { path, before: one, after: other, changed: one !== other };
  });
}

function flat(facts: JsonObject | null): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (object: JsonObject, at: string) => {
    for (const [key, value] of Object.entries(object)) {
      const path = at === "" ? key : `${at}.${key}`;
      if (isJsonObject(value) && Object.keys(value).length > 0) walk(value, path);
      else found.set(path, inWords(value));
    }
  };
  if (facts !== null) walk(facts, "");
  return found;
}

function inWords(value: Json): string {
  if (typeof value === "string") return value === "" ? "(empty)" : value;
  if (value === null) return "(nothing)";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return String(value);
  if (isExactNumber(value)) return value.rawJSON;
  if (Array.isArray(value)) return value.length === 0 ? "(none)" : value.map(inWords).join(", ");
  return JSON.stringify(value);
}
