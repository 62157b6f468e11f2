import type { ReactNode } from "react";
import { Pagination } from "#components/ui/pagination.tsx";
import type { RequestPage } from "#lib/requests/list-requests.ts";
import { changedFilters, listHref, type ListFilters, type ListPage } from "./list-links.ts";

type Props = {
  page: ListPage;
  filters: ListFilters;
  found: RequestPage;
  children: ReactNode;
};

/** How many there are, the list, and the way to the rest of it. */
export function ListFrame({ page, filters, found, children }: Props) {
  const summary = countWords(found, filters.cursor !== undefined);
  const paged = found.nextCursor !== null || filters.cursor !== undefined;
  return (
    <section aria-label="Results" data-wide="" className="flex min-w-0 flex-col gap-2">
      <p role="status" className="text-sm text-muted tabular-nums">
        {summary}
      </p>
      {found.requests.length === 0 ? (
        children
      ) : (
        <div className="overflow-hidden rounded-lg border border-line bg-surface">{children}</div>
      )}
      {paged && (
        <Pagination
          summary={summary}
          previousHref={filters.cursor ? listHref(page, changedFilters(filters, {})) : null}
          nextHref={
            found.nextCursor
              ? listHref(page, changedFilters(filters, { cursor: found.nextCursor }))
              : null
          }
        />
      )}
    </section>
  );
}

function countWords({ requests, total }: RequestPage, isLater: boolean): string {
  const all = `${total.toLocaleString("en")} ${total === 1 ? "request" : "requests"}`;
  if (total === 0) return "No requests";
  return requests.length === total && !isLater ? all : `${requests.length} of ${all}`;
}
