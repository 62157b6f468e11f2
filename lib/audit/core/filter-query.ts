/** Filters of the log as the query string of an address. */
export const FILTER_NAMES = [
  "q",
  "actor",
  "actorKind",
  "action",
  "targetKind",
  "targetId",
  "outcome",
  "kind",
  "period",
  "from",
  "to",
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];
export type FilterTexts = Readonly<Partial<Record<FilterName, string>>>;

const LONGEST = 300;

/** The filters of an address, always in one order; what is no filter is left out. */
export function filtersOf(given: URLSearchParams): FilterTexts {
  const pairs = FILTER_NAMES.map((name) => [name, (given.get(name) ?? "").trim()] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== "" && value.length <= LONGEST));
}

export function queryOf(filters: FilterTexts): string {
  const pairs = FILTER_NAMES.flatMap((name) =>
    filters[name] ? [[name, filters[name]] as [string, string]] : [],
  );
  return new URLSearchParams(pairs).toString();
}

/** Rewritten as the page writes it. */
export const auditQuery = (given: URLSearchParams): string => queryOf(filtersOf(given));
