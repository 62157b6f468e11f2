import { Search } from "lucide-react";
import { changedFilters, filterFields, type ListFilters, type ListPage } from "./list-links.ts";

/** A plain form that asks for the same address with words added. */
export function ListSearch({ page, filters }: { page: ListPage; filters: ListFilters }) {
  return (
    <form
      action={page.path}
      role="search"
      aria-label="Requests"
      className="relative min-w-0 max-sm:basis-full sm:w-60 lg:w-80"
    >
      {filterFields(page, changedFilters(filters, { q: "" })).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1.5 left-2.5 size-4 text-subtle"
      />
      <input
        type="search"
        name="q"
        data-page-search
        aria-label="Search requests"
        aria-keyshortcuts="/"
        defaultValue={filters.q}
        maxLength={200}
        autoComplete="off"
        placeholder="R-12, title, server or person"
        className="block h-7 w-full rounded-md border border-control bg-surface pr-2 pl-8 text-sm shadow-sm placeholder:text-subtle hover:border-muted"
      />
      <button className="sr-only">Search</button>
    </form>
  );
}
