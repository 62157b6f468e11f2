import { defineQuery } from "#lib/verbs/define-query.ts";
import { readCursor } from "./browse-cursor.ts";
import { browseRows, type BrowseRow } from "./browse-rows.ts";
import { cursorAt } from "./browse-servers.ts";
import { plainMatch, resolveSearch } from "./resolve-search.ts";
import { FilteredPageInput } from "./schemas.ts";
import { serverCard, type ServerCard } from "./server-card.ts";

export type FilteredPage = { servers: ServerCard[]; next: string | null };

/** The list of the browse page in larger pieces, from `after` on, for files. */
export const listFilteredServers = defineQuery({
  name: "listFilteredServers",
  permission: "catalog.read",
  input: FilteredPageInput,

  async run(readers, ctx, { params: state, after, size }): Promise<FilteredPage> {
    const cursor = readCursor(state.sort, after);
    const wanted = { state, cursor, direction: "forward" as const, limit: size + 1 };
    const match = plainMatch(state.q);
    let rows = await browseRows(readers, ctx, { ...wanted, match });
    // The file holds what the page shows, so a question that needed help is helped here too.
    if (rows.length === 0 && match.mode !== "everything") {
      const resolved = await resolveSearch(readers.sql, ctx, state.q);
      if (resolved) rows = await browseRows(readers, ctx, { ...wanted, match: resolved.match });
    }
    return page(rows, size, (last) => cursorAt(state.sort, last, (cursor?.position ?? 0) + size));
  },
});

function page(rows: BrowseRow[], size: number, next: (last: BrowseRow) => string): FilteredPage {
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  return {
    servers: shown.map((row) => serverCard(row, [])),
    next: rows.length > size && last ? next(last) : null,
  };
}
