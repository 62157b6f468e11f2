import type { DataClassification, DeploymentModel, Origin, ServerLifecycle } from "./words.ts";

/** Everything the browse page shows follows from this, and this stands in the address. */
export type BrowseState = BrowseFilters & {
  sort: BrowseSort;
  view: BrowseView;
  size: PageSize;
  /** What the table shows beside the server itself, in the order of BROWSE_COLUMNS. */
  columns: readonly BrowseColumn[];
  /** Where the page begins, or where it ends when going back. */
  after: string | null;
  before: string | null;
  /** The saved view it started from. */
  saved: string | null;
};

export type BrowseFilters = {
  q: string;
  /** Empty means the default: approved and deprecated. */
  lifecycle: readonly ServerLifecycle[];
  model: readonly (DeploymentModel | typeof NONE)[];
  classification: readonly (DataClassification | typeof NONE)[];
  /** Slugs of owner teams. */
  team: readonly string[];
  category: readonly string[];
  package: readonly string[];
  transport: readonly string[];
  origin: readonly Origin[];
  /** How far the shown version is trusted. */
  trust: readonly TrustFilter[];
  risk: readonly RiskFilter[];
  /** Only those in quarantine, or only the others; null: both. */
  quarantined: boolean | null;
};

/** The value of a facet for servers that have none: not classified, not deployed, no owner. */
export const NONE = "none";
export const LIFECYCLES = [
  "approved",
  "deprecated",
  "in_review",
  "candidate",
  "rejected",
  "retired",
] as const satisfies readonly ServerLifecycle[];
const DEFAULT_LIFECYCLES = ["approved", "deprecated"] as const;
export const MODELS = ["cloud", "self_hosted", "hybrid", NONE] as const;
export const CLASSIFICATIONS = ["public", "internal", "confidential", "restricted", NONE] as const;
export const ORIGINS = ["internal", "vendor", "community"] as const;
/** Levels of MTF; NONE is "not assessed". */
export const TRUST_FILTERS = ["4", "3", "2", "1", "0", NONE] as const;
export type TrustFilter = (typeof TRUST_FILTERS)[number];
/** Of a risk, `none` means that none was found; what nobody looked at is `unknown`. */
export const UNKNOWN_RISK = "unknown";
export const RISK_FILTERS = ["critical", "high", "medium", "low", "none", UNKNOWN_RISK] as const;
export type RiskFilter = (typeof RISK_FILTERS)[number];
export const SORTS = ["relevance", "released", "added", "name", "level", "score"] as const;
export type BrowseSort = (typeof SORTS)[number];
const VIEWS = ["cards", "table"] as const;
export type BrowseView = (typeof VIEWS)[number];
export const PAGE_SIZES = [24, 50] as const;
type PageSize = (typeof PAGE_SIZES)[number];

export const BROWSE_COLUMNS = [
  "status",
  "trust",
  "data",
  "deployment",
  "owner",
  "origin",
  "category",
  "packages",
  "transports",
  "tools",
  "latest",
] as const;
export type BrowseColumn = (typeof BROWSE_COLUMNS)[number];
const DEFAULT_COLUMNS: readonly BrowseColumn[] = [
  "status",
  "data",
  "deployment",
  "owner",
  "tools",
  "latest",
];

/** The facets, in the order the page shows them. */
export const FACETS = [
  "lifecycle",
  "model",
  "classification",
  "trust",
  "risk",
  "team",
  "category",
  "package",
  "transport",
  "origin",
] as const;
export type Facet = (typeof FACETS)[number];

/** Longer input is cut: nobody filters by more, and the database should not try. */
const MAX_TEXT = 200;
const MAX_VALUES = 30;
const MAX_CURSOR = 600;

export type RawParams = { readonly [key: string]: string | readonly string[] | undefined };

/** Reads an address. Whatever is not understood is left out, so that an old link still opens. */
export function parseBrowse(params: RawParams): BrowseState {
  const q = cleanText(first(params["q"]) ?? "").trim();
  const sort = oneOf(SORTS, first(params["sort"]));
  const after = cursor(params["after"]);
  return {
    q,
    lifecycle: lifecycles(params["lifecycle"]),
    model: chosen(MODELS, params["model"]),
    classification: chosen(CLASSIFICATIONS, params["classification"]),
    team: texts(params["team"]),
    category: texts(params["category"]),
    package: texts(params["package"]),
    transport: texts(params["transport"]),
    origin: chosen(ORIGINS, params["origin"]),
    trust: chosen(TRUST_FILTERS, params["trust"]),
    risk: chosen(RISK_FILTERS, params["risk"]),
    quarantined: flag(params["quarantined"]),
    sort: sort === "relevance" && q === "" ? "released" : (sort ?? defaultSort(q)),
    view: oneOf(VIEWS, first(params["view"])) ?? "cards",
    size: PAGE_SIZES.find((size) => String(size) === first(params["size"])) ?? 24,
    columns: columns(params["column"]),
    after,
    before: after === null ? cursor(params["before"]) : null,
    saved: cursor(params["saved"]),
  };
}

/** The query string of a state, without `?`; what is the default is left out. */
export function serializeBrowse(state: BrowseState): string {
  const params = new URLSearchParams();
  const set = (name: string, value: string | null, usual = "") => {
    if (value !== null && value !== usual) params.set(name, value);
  };
  set("q", state.q);
  for (const facet of FACETS) for (const value of state[facet]) params.append(facet, value);
  set("quarantined", state.quarantined === null ? null : String(state.quarantined));
  set("sort", state.sort, defaultSort(state.q));
  set("view", state.view, "cards");
  set("size", String(state.size), "24");
  if (state.columns.join() !== DEFAULT_COLUMNS.join())
    for (const column of state.columns) params.append("column", column);
  set("saved", state.saved);
  set("after", state.after);
  set("before", state.after === null ? state.before : null);
  return params.toString();
}

export function browseHref(state: BrowseState): string {
  const query = serializeBrowse(state);
  return query === "" ? "/servers" : `/servers?${query}`;
}

/** The same list seen otherwise starts at its first page again. */
export function changed(state: BrowseState, change: Partial<BrowseState>): BrowseState {
  const next = { ...state, after: null, before: null, ...change };
  // A sort that was only the default follows the new question; a chosen one stays.
  const sortWasDefault = state.sort === defaultSort(state.q) && change.sort === undefined;
  if (sortWasDefault || (next.sort === "relevance" && next.q === ""))
    return { ...next, sort: defaultSort(next.q) };
  return next;
}

/** The lifecycles that count when none is chosen. */
export function effectiveLifecycles(filters: BrowseFilters): readonly ServerLifecycle[] {
  return filters.lifecycle.length === 0 ? DEFAULT_LIFECYCLES : filters.lifecycle;
}

/** Switches one value of a facet on or off. */
export function toggled(state: BrowseState, facet: Facet, value: string): BrowseState {
  const current: readonly string[] =
    facet === "lifecycle" ? effectiveLifecycles(state) : state[facet];
  const values = current.includes(value)
    ? current.filter((other) => other !== value)
    : [...current, value];
  // Through the parser: it knows which values a facet admits and what the default is.
  return changed(state, { [facet]: parseBrowse({ [facet]: values })[facet] });
}

/** Shows or hides one column; without any, the usual ones come back. The page of the list stays. */
export function withColumn(state: BrowseState, column: BrowseColumn): BrowseState {
  const shown: readonly string[] = state.columns;
  const names = shown.includes(column)
    ? shown.filter((other) => other !== column)
    : [...shown, column];
  return { ...state, columns: columns(names) };
}

/** No question and no filter: the whole catalog as it opens. */
export function isUnfiltered(filters: BrowseFilters): boolean {
  const { q, quarantined } = filters;
  return q === "" && quarantined === null && FACETS.every((f) => filters[f].length === 0);
}

/** Everything without its filters, but seen the same way. */
export function cleared(state: BrowseState): BrowseState {
  return changed(state, {
    ...parseBrowse({}),
    view: state.view,
    size: state.size,
    columns: state.columns,
  });
}

/** What a saved view remembers: not the page, and not which view it was. */
export function viewQuery(state: BrowseState): string {
  return serializeBrowse({ ...state, after: null, before: null, saved: null });
}

function defaultSort(q: string): BrowseSort {
  return q === "" ? "released" : "relevance";
}

function columns(raw: string | readonly string[] | undefined): readonly BrowseColumn[] {
  const names = chosen(BROWSE_COLUMNS, raw);
  return names.length === 0 ? DEFAULT_COLUMNS : names;
}

function lifecycles(raw: string | readonly string[] | undefined): readonly ServerLifecycle[] {
  const values = chosen(LIFECYCLES, raw);
  const isDefault =
    values.length === DEFAULT_LIFECYCLES.length &&
    DEFAULT_LIFECYCLES.every((value) => values.includes(value));
  return isDefault ? [] : values;
}

function all(raw: string | readonly string[] | undefined): readonly string[] {
  return raw === undefined ? [] : typeof raw === "string" ? [raw] : raw;
}

function first(raw: string | readonly string[] | undefined): string | undefined {
  return all(raw)[0];
}

function flag(raw: string | readonly string[] | undefined): boolean | null {
  const value = first(raw);
  return value === "true" ? true : value === "false" ? false : null;
}

function oneOf<Value extends string>(allowed: readonly Value[], raw: string | undefined) {
  return allowed.find((value) => value === raw);
}

/** In the order of `allowed`, so that equal choices are equal addresses. */
function chosen<Value extends string>(
  allowed: readonly Value[],
  raw: string | readonly string[] | undefined,
): Value[] {
  const values = all(raw);
  return allowed.filter((value) => values.includes(value));
}

function texts(raw: string | readonly string[] | undefined): string[] {
  const values = all(raw)
    .map(cleanText)
    .filter((value) => value !== "");
  return [...new Set(values)].sort().slice(0, MAX_VALUES);
}

/** PostgreSQL takes no NUL in a text, and half a surrogate pair is no character. */
export function cleanText(text: string): string {
  return text.slice(0, MAX_TEXT).replace(/[\0\p{Cs}]/gu, "");
}

function cursor(raw: string | readonly string[] | undefined): string | null {
  const text = first(raw) ?? "";
  return text.length > 0 && text.length <= MAX_CURSOR && /^[\w-]+$/.test(text) ? text : null;
}
