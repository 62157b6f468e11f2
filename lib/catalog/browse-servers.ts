import type { Context } from "#lib/kernel/context.ts";
import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import { readCursor, writeCursor } from "./browse-cursor.ts";
import { browseRows, type BrowseRow } from "./browse-rows.ts";
import type { TextMatch } from "./browse-where.ts";
import type { BrowseSort, BrowseState } from "./core/browse-state.ts";
import { plainMatch, resolveSearch } from "./resolve-search.ts";
import { BrowseInput } from "./schemas.ts";
import { serverCard, type ServerCard } from "./server-card.ts";

export type ServerPage = {
  servers: ServerCard[];
  /** How many rows of the list stand before the first one here. */
  offset: number;
  /** Values for `after` and `before` of the neighbouring pages. */
  next: string | null;
  previous: string | null;
  /** How the question was taken: needed to count the facets of the same list. */
  match: TextMatch;
  /** What was searched for instead, when typing errors were corrected. */
  corrected: string | null;
  /** The words to mark in the results. */
  words: readonly string[];
};

/** One page of the catalog as the address of the browse page asks for it. */
export const browseServers = defineQuery({
  name: "browseServers",
  permission: "catalog.read",
  input: BrowseInput,

  async run(readers, ctx, state): Promise<ServerPage> {
    const match = plainMatch(state.q);
    const found = await readPage(readers, ctx, { state, match });
    if (found.rows.length > 0 || match.mode === "everything")
      return pageView(state, found, { match, corrected: null });

    const resolved = await resolveSearch(readers.sql, ctx, state.q);
    if (!resolved) return pageView(state, found, { match, corrected: null });
    const again = await readPage(readers, ctx, { state, match: resolved.match });
    return pageView(state, again, resolved);
  },
});

type Found = { rows: BrowseRow[]; offset: number; hasNext: boolean; hasPrevious: boolean };
type Asked = { state: BrowseState; match: TextMatch };

async function readPage(readers: Readers, ctx: Context, { state, match }: Asked): Promise<Found> {
  const before = readCursor(state.sort, state.before);
  const cursor = before ?? readCursor(state.sort, state.after);
  const direction = before ? "backward" : "forward";
  // One row more than shown tells whether the list goes on in that direction.
  const limit = state.size + 1;
  const rows = await browseRows(readers, ctx, { state, match, cursor, direction, limit });

  const more = rows.length > state.size;
  if (before)
    return {
      rows: more ? rows.slice(1) : rows,
      offset: more ? Math.max(0, before.position - state.size) : 0,
      hasNext: true,
      hasPrevious: more,
    };
  return {
    rows: rows.slice(0, state.size),
    offset: cursor?.position ?? 0,
    hasNext: more,
    hasPrevious: cursor !== null,
  };
}

function pageView(
  state: BrowseState,
  { rows, offset, hasNext, hasPrevious }: Found,
  taken: { match: TextMatch; corrected: string | null },
): ServerPage {
  const words = wordsOf(taken.match);
  const [first, last] = [rows[0], rows.at(-1)];
  return {
    servers: rows.map((row) => serverCard(row, words)),
    offset,
    next: hasNext && last ? cursorAt(state.sort, last, offset + rows.length) : null,
    previous: hasPrevious && first ? cursorAt(state.sort, first, offset) : null,
    match: taken.match,
    corrected: taken.corrected,
    words,
  };
}

function wordsOf(match: TextMatch): readonly string[] {
  if (match.mode === "words") return match.words;
  return match.mode === "part" ? [match.part] : [];
}

/** A cursor that begins after this row, or ends before it. */
export function cursorAt(sort: BrowseSort, row: BrowseRow, position: number): string {
  return writeCursor(sort, { key: keyOf(sort, row), name: row.name, position });
}

function keyOf(sort: BrowseSort, row: BrowseRow): string | number | null {
  switch (sort) {
    case "relevance":
      return row.rank;
    case "released":
      return row.lastReleaseAt?.toISOString() ?? null;
    case "added":
      return row.createdAt.toISOString();
    case "level":
      return row.trustLevel;
    case "score":
      return row.trustScore;
    case "name":
      return null;
  }
}
