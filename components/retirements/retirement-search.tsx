import { Search } from "lucide-react";
import type { RetirementFilter } from "#lib/retirements/schemas.ts";

/** A plain form that asks for the same tab with words added. */
export function RetirementSearch({ show, q }: { show: RetirementFilter; q: string }) {
  return (
    <form
      action="/retirements"
      role="search"
      aria-label="Retirements"
      className="relative w-full sm:w-80"
    >
      {show !== "running" && <input type="hidden" name="show" value={show} />}
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1.5 left-2.5 size-4 text-subtle"
      />
      <input
        type="search"
        name="q"
        data-page-search
        aria-label="Search retirements"
        aria-keyshortcuts="/"
        defaultValue={q}
        maxLength={200}
        autoComplete="off"
        placeholder="Server"
        className="block h-7 w-full rounded-md border border-control bg-surface pr-2 pl-8 text-sm shadow-sm placeholder:text-subtle hover:border-muted"
      />
      <button className="sr-only">Search</button>
    </form>
  );
}
