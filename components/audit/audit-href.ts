import { queryOf, type FilterName, type FilterTexts } from "#lib/audit/core/filter-query.ts";

/** The list with these filters; `more` is what belongs to a page of it only. */
export function auditHref(
  filters: FilterTexts,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams([
    ...new URLSearchParams(queryOf(filters)),
    ...Object.entries(more),
  ]).toString();
  return query === "" ? "/audit" : `/audit?${query}`;
}

export function without(filters: FilterTexts, ...names: FilterName[]): FilterTexts {
  return Object.fromEntries(
    Object.entries(filters).filter(([name]) => !names.includes(name as FilterName)),
  );
}

export const recordHref = (id: string): string => `/audit/${id}`;
