import { ArrowDownWideNarrow, Download, LayoutGrid, Rows3 } from "lucide-react";
import { buttonStyle } from "#components/ui/button-style.ts";
import { classNames } from "#components/ui/class-names.ts";
import { Link } from "#components/ui/link.tsx";
import { Popover } from "#components/ui/popover.tsx";
import {
  browseHref,
  changed,
  PAGE_SIZES,
  SORTS,
  viewQuery,
  type BrowseSort,
  type BrowseState,
  type BrowseView,
} from "#lib/catalog/core/browse-state.ts";
import { ColumnMenu } from "./column-menu.tsx";
import { MenuLink } from "./menu-link.tsx";

const SORT_LABELS: Record<BrowseSort, string> = {
  relevance: "Relevance",
  released: "Newest version",
  added: "Recently added",
  name: "Name",
  level: "Trust level",
  score: "Trust score",
};

/** How the list is seen: order, page size, cards or table and its columns; and the list as a file. */
export function BrowseToolbar({ state }: { state: BrowseState }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SortMenu state={state} />
      <div role="group" aria-label="View" className="flex rounded-md border border-line-strong">
        <ViewLink state={state} view="cards" />
        <ViewLink state={state} view="table" />
      </div>
      {state.view === "table" && <ColumnMenu state={state} />}
      {/* A file, not a page: the router must not fetch it. */}
      <a
        href={`/api/v1/servers.csv?${viewQuery(state)}`}
        download
        className={buttonStyle({ size: "sm" })}
      >
        <Download aria-hidden /> CSV
      </a>
    </div>
  );
}

function SortMenu({ state }: { state: BrowseState }) {
  const sorts = SORTS.filter((sort) => sort !== "relevance" || state.q !== "");
  return (
    <Popover
      // Another choice is another menu: it closes when the list has changed.
      key={`${state.sort} ${state.size}`}
      variant="secondary"
      align="end"
      panelClassName="w-52 p-1.5"
      trigger={
        <>
          <ArrowDownWideNarrow aria-hidden /> {SORT_LABELS[state.sort]}
        </>
      }
      label={`Sorted by ${SORT_LABELS[state.sort]}: change order`}
    >
      <ul aria-label="Order">
        {sorts.map((sort) => (
          <MenuLink
            key={sort}
            href={browseHref(changed(state, { sort }))}
            label={SORT_LABELS[sort]}
            on={sort === state.sort}
          />
        ))}
      </ul>
      <ul aria-label="Servers per page" className="mt-1.5 border-t border-line pt-1.5">
        {PAGE_SIZES.map((size) => (
          <MenuLink
            key={size}
            href={browseHref(changed(state, { size }))}
            label={`${size} per page`}
            on={size === state.size}
          />
        ))}
      </ul>
    </Popover>
  );
}

function ViewLink({ state, view }: { state: BrowseState; view: BrowseView }) {
  const on = state.view === view;
  const Icon = view === "cards" ? LayoutGrid : Rows3;
  const label = view === "cards" ? "Cards" : "Table";
  return (
    <Link
      // The same page of the list, seen otherwise.
      href={browseHref({ ...state, view })}
      scroll={false}
      aria-current={on ? "true" : undefined}
      aria-label={label}
      title={label}
      className={classNames(
        "flex h-6.5 w-8 items-center justify-center first:rounded-l-md last:rounded-r-md",
        on ? "bg-hover text-ink" : "text-subtle hover:text-ink",
      )}
    >
      <Icon aria-hidden className="size-4" />
    </Link>
  );
}
