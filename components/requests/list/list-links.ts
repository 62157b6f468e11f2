/** The address of a list of requests: every filter is in it. */
import type { ListRequests } from "#lib/requests/list-schemas.ts";

export type ListFilters = Omit<ListRequests, "limit" | "cursor"> & { cursor?: string | undefined };
/** `queue` is the one that the plain address of the page shows. */
export type ListPage = { path: string; queue: ListFilters["queue"] };
type Choice = "state" | "kind" | "tier";

export function listHref({ path, queue }: ListPage, filters: ListFilters): string {
  const params = new URLSearchParams(filterFields({ path, queue }, filters));
  if (filters.cursor) params.set("cursor", filters.cursor);
  const text = params.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** Names and values of the filters that are set, as a form sends them. */
export function filterFields(page: ListPage, filters: ListFilters): [string, string][] {
  const all: [string, string][] = [
    ["queue", filters.queue === page.queue ? "" : filters.queue],
    ["state", filters.state.join(",")],
    ["kind", filters.kind.join(",")],
    ["tier", filters.tier.join(",")],
    ["team", filters.team],
    ["server", filters.server],
    ["q", filters.q],
  ];
  return all.filter(([, value]) => value !== "");
}

/** Other filters begin at the first page again. */
export function changedFilters(filters: ListFilters, change: Partial<ListFilters>): ListFilters {
  return { ...filters, cursor: undefined, ...change };
}

export function toggledFilter(filters: ListFilters, key: Choice, value: string): ListFilters {
  const chosen: readonly string[] = filters[key];
  const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
  return changedFilters(filters, { [key]: next });
}

export const clearedFilters = ({ queue }: ListFilters): ListFilters => ({
  queue,
  state: [],
  kind: [],
  tier: [],
  team: "",
  server: "",
  q: "",
});

export function isNarrowed({ state, kind, tier, team, server, q }: ListFilters): boolean {
  return (
    state.length + kind.length + tier.length > 0 || [team, server, q].some((one) => one !== "")
  );
}
