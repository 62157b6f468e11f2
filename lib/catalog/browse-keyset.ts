import type { BoundValues } from "./bound-values.ts";
import type { BrowseCursor } from "./browse-cursor.ts";
import type { BrowseSort } from "./core/browse-state.ts";

export type Direction = "forward" | "backward";

const KEYS = {
  released: { column: `s."lastReleaseAt"`, type: "timestamptz" },
  added: { column: `s."createdAt"`, type: "timestamptz" },
  level: { column: `x."level"`, type: "int4" },
  score: { column: `x."score"`, type: "int4" },
  relevance: { column: `s."rank"`, type: "float8" },
} as const;

/**
 * Orders of the table of trust, which has the names too, so that one index of it gives the order. Many
 * servers have the same key: those before the name must not be read to be skipped.
 */
export const BY_TRUST: ReadonlySet<BrowseSort> = new Set(["level", "score"]);

const nameIn = (sort: BrowseSort) => (BY_TRUST.has(sort) ? `x."name"` : `s."name"`);

/** The key is descending with missing ones last, names ascending; backward it is all reversed. */
export function orderBy(sort: BrowseSort, direction: Direction): string {
  const forward = direction === "forward";
  const byName = `${nameIn(sort)} ${forward ? "ASC" : "DESC"}`;
  if (sort === "name") return byName;
  const { column } = KEYS[sort];
  return `${column} ${forward ? "DESC NULLS LAST" : "ASC NULLS FIRST"}, ${byName}`;
}

/**
 * The rows beyond a cursor, as clauses to be asked one after the other until the page is full.
 * One clause over keys and missing keys together could not start inside the index.
 */
export function beyond(
  sort: BrowseSort,
  direction: Direction,
  cursor: BrowseCursor | null,
): ((bound: BoundValues) => string)[] {
  if (cursor === null) return [() => "true"];
  const forward = direction === "forward";
  const nameBeyond = (bound: BoundValues) =>
    `${nameIn(sort)} ${forward ? ">" : "<"} ${bound.bind(cursor.name)}`;
  if (sort === "name") return [nameBeyond];

  const { column, type } = KEYS[sort];
  if (cursor.key === null) {
    const missing = (bound: BoundValues) => `${column} IS NULL AND ${nameBeyond(bound)}`;
    return forward ? [missing] : [missing, () => `${column} IS NOT NULL`];
  }
  const missing = () => `${column} IS NULL`;
  const keyOf = (bound: BoundValues) => `${bound.bind(cursor.key)}::${type}`;
  if (BY_TRUST.has(sort)) {
    const same = (bound: BoundValues) => `${column} = ${keyOf(bound)} AND ${nameBeyond(bound)}`;
    const past = (bound: BoundValues) => `${column} ${forward ? "<" : ">"} ${keyOf(bound)}`;
    return forward ? [same, past, missing] : [same, past];
  }
  const present = (bound: BoundValues) => {
    const key = keyOf(bound);
    const [reach, past] = forward ? ["<=", "<"] : [">=", ">"];
    return `${column} ${reach} ${key} AND (${column} ${past} ${key} OR ${nameBeyond(bound)})`;
  };
  return forward && sort === "released" ? [present, missing] : [present];
}
