import { Callout } from "#components/ui/callout.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import type { FormState } from "#lib/actions/form-action.ts";
import type { ServerPage } from "#lib/catalog/browse-servers.ts";
import { browseHref, viewQuery, type BrowseState } from "#lib/catalog/core/browse-state.ts";
import type { FacetCounts } from "#lib/catalog/count-facets.ts";
import type { SavedView } from "#lib/views/list-views.ts";
import { ActiveFilters } from "./active-filters.tsx";
import { BrowseEmpty } from "./browse-empty.tsx";
import { BrowseKeys } from "./browse-keys.tsx";
import { BrowseToolbar } from "./browse-toolbar.tsx";
import { FacetPanel } from "./facet-panel.tsx";
import { SavedViews, type ViewPage } from "./saved-views.tsx";
import { SearchBox } from "./search-box.tsx";
import { ServerCards } from "./server-cards.tsx";
import { ServerTable } from "./server-table.tsx";

type Action = (previous: FormState, form: FormData) => Promise<FormState>;

const SERVER_VIEWS: ViewPage = {
  page: "servers",
  path: "/servers",
  sharing: "Others find it under Views; each sees only the servers they may see.",
};

type Props = {
  state: BrowseState;
  page: ServerPage;
  counts: FacetCounts;
  views: readonly SavedView[];
  now: Date;
  mayImport: boolean;
  saveView: Action;
  removeView: Action;
};

/** The catalog: search, filters, and what they leave. */
export function BrowseView(props: Props) {
  const { state, page, counts, views, now, mayImport, saveView, removeView } = props;
  const List = state.view === "table" ? ServerTable : ServerCards;
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-x-6 gap-y-3">
        <h1 className="text-xl font-semibold tracking-tight">Browse servers</h1>
        <SearchBox state={state} />
      </div>
      <div className="grid grid-cols-1 gap-x-6 gap-y-4 lg:grid-cols-[12.5rem_minmax(0,1fr)]">
        <FacetPanel state={state} counts={counts} />
        <section
          aria-label="Results"
          data-wide={state.view === "table" ? "" : undefined}
          className="flex min-w-0 flex-col gap-3"
        >
          <div className="flex flex-wrap items-center gap-2">
            <p role="status" className="mr-auto text-muted tabular-nums">
              {countWords(page, counts)}
            </p>
            <SavedViews
              key={state.saved ?? ""}
              views={views}
              page={SERVER_VIEWS}
              openId={state.saved}
              query={viewQuery(state)}
              save={saveView}
              remove={removeView}
            />
            <BrowseToolbar state={state} />
          </div>
          <ActiveFilters state={state} counts={counts} />
          {page.corrected !== null && (
            <Callout>
              Nothing has “{state.q}” in it. Showing results for <strong>{page.corrected}</strong>.
            </Callout>
          )}
          {page.servers.length === 0 ? (
            <BrowseEmpty state={state} counts={counts} mayImport={mayImport} />
          ) : (
            <List servers={page.servers} words={page.words} now={now} state={state} />
          )}
          {(page.next ?? page.previous) !== null && (
            <Pagination
              summary={countWords(page, counts)}
              previousHref={
                page.previous && browseHref({ ...state, after: null, before: page.previous })
              }
              nextHref={page.next && browseHref({ ...state, before: null, after: page.next })}
            />
          )}
        </section>
      </div>
      <BrowseKeys />
    </>
  );
}

/** "1 to 24 of 1,204 servers" */
function countWords(page: ServerPage, counts: FacetCounts): string {
  const total = counts.total.toLocaleString("en");
  const servers = counts.total === 1 ? "server" : "servers";
  if (page.servers.length === 0)
    return counts.total === 0 ? "No servers" : `0 of ${total} ${servers}`;
  if (page.servers.length === counts.total) return `${total} ${servers}`;
  const last = page.offset + page.servers.length;
  return `${(page.offset + 1).toLocaleString("en")} to ${last.toLocaleString("en")} of ${total} ${servers}`;
}
