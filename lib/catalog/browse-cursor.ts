import { z } from "zod";
import { SORTS, type BrowseSort } from "./core/browse-state.ts";

/** Where a page begins or ends: the sort key and name of the row beside it, and how many rows stand before it. */
export type BrowseCursor = { key: string | number | null; name: string; position: number };

const Written = z.tuple([
  z.enum(SORTS),
  z.union([z.number(), z.iso.datetime({ offset: true }), z.null()]),
  z.string().max(300),
  z.number().int().min(0),
]);

export function writeCursor(sort: BrowseSort, cursor: BrowseCursor): string {
  const written = [sort, cursor.key, cursor.name, cursor.position];
  return Buffer.from(JSON.stringify(written)).toString("base64url");
}

/** Null for one of another sort, or not ours: the list then starts at its first page. */
export function readCursor(sort: BrowseSort, text: string | null): BrowseCursor | null {
  if (text === null) return null;
  try {
    const parsed = Written.safeParse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    if (!parsed.success) return null;
    const [writtenSort, key, name, position] = parsed.data;
    return writtenSort === sort && fits(sort, key) && !name.includes("\0")
      ? { key, name, position }
      : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function fits(sort: BrowseSort, key: string | number | null): boolean {
  if (sort === "relevance") return typeof key === "number" && Number.isFinite(key);
  if (sort === "added") return typeof key === "string";
  if (sort === "level" || sort === "score")
    return key === null || (Number.isInteger(key) && Math.abs(Number(key)) <= 100);
  if (sort === "released") return typeof key !== "number";
  return key === null;
}
