import { catalogGeneration } from "#lib/db/catalog-listener.ts";
import type { Context } from "#lib/kernel/context.ts";
import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import { BoundValues } from "./bound-values.ts";
import { filterClauses, textClause, visibleClause, type TextMatch } from "./browse-where.ts";
import { FACETS, serializeBrowse, type BrowseState, type Facet } from "./core/browse-state.ts";
import { facetStatement } from "./facet-statement.ts";
import { plainMatch } from "./resolve-search.ts";
import { FacetsInput } from "./schemas.ts";
import { visibilityKey } from "./visibility.ts";

export type FacetValue = { value: string; label: string | null; count: number };
export type FacetCounts = {
  /** Servers of the list with every filter applied. */
  total: number;
  quarantined: number;
  notQuarantined: number;
  facets: Record<Facet, FacetValue[]>;
};

/**
 * How many servers each filter value would show, each facet counted with the other filters
 * applied. Answers are kept in this process until the catalog changes.
 */
export const countFacets = defineQuery({
  name: "countFacets",
  permission: "catalog.read",
  input: FacetsInput,

  async run({ sql }, ctx, { params, match = plainMatch(params.q) }): Promise<FacetCounts> {
    const read = () => readCounts(sql, ctx, { state: params, match });
    const generation = catalogGeneration();
    if (generation === null) return read();

    const key = cacheKey(ctx, params, match);
    const kept = cache.get(key);
    if (kept?.generation === generation) return kept.counts;
    // The promise is kept, so that readers who come meanwhile wait for the same count.
    const entry = { generation, counts: read() };
    keep(key, entry);
    entry.counts.catch(() => {
      if (cache.get(key) === entry) cache.delete(key);
    });
    return entry.counts;
  },
});

type Kept = { generation: number; counts: Promise<FacetCounts> };
/** Enough for what people look at between two changes; each entry is a few kilobytes. */
const MAX_KEPT = 200;
const cache = new Map<string, Kept>();

function keep(key: string, entry: Kept): void {
  cache.delete(key);
  const oldest = cache.keys().next().value;
  if (cache.size >= MAX_KEPT && oldest !== undefined) cache.delete(oldest);
  cache.set(key, entry);
}

function cacheKey(ctx: Context, state: BrowseState, match: TextMatch): string {
  const filters = { ...state, sort: "name", view: "cards", size: 24 } as const;
  const query = serializeBrowse({ ...filters, after: null, before: null, saved: null });
  return JSON.stringify([visibilityKey(ctx.actor), query, match]);
}

type Asked = { state: BrowseState; match: TextMatch };
type Row = {
  facet: Facet | "quarantined" | "total";
  value: string;
  label: string | null;
  n: number;
};

async function readCounts(
  sql: Readers["sql"],
  ctx: Context,
  { state, match }: Asked,
): Promise<FacetCounts> {
  const bound = new BoundValues();
  const text = facetStatement({
    where: `${visibleClause(ctx.actor, bound)} AND ${textClause(match, bound)}`,
    filters: filterClauses(state, bound),
  });
  const rows = await sql<Row>({ text }, bound.values);
  const of = (facet: Row["facet"]) => rows.filter((row) => row.facet === facet);
  const values = (facet: Facet): FacetValue[] =>
    of(facet).map(({ value, label, n }) => ({ value, label, count: n }));
  const held = (value: "true" | "false") =>
    of("quarantined").find((row) => row.value === value)?.n ?? 0;
  return {
    total: of("total")[0]?.n ?? 0,
    quarantined: held("true"),
    notQuarantined: held("false"),
    facets: Object.fromEntries(FACETS.map((facet) => [facet, values(facet)])) as Record<
      Facet,
      FacetValue[]
    >,
  };
}
