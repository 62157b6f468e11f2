import type { Sql } from "#lib/db/client.ts";
import { daySpans, dayOf, withTokens, type Token } from "./core/audit-words.ts";
import { auditSource, type AuditSource } from "./audit-source.ts";
import type { ResolvedFilter } from "./resolve-filter.ts";
import { bounds, groupsText, placeText, restText, values } from "./source-text.ts";

/** A place in the log: its moment, and the id that orders what happened in it. */
export type Place = { at: Date | string; id: string };
/** After everything: where reading from the newest on begins. */
export const NEWEST: Place = { at: "infinity", id: "ffffffff-ffff-ffff-ffff-ffffffffffff" };

type Hit = { id: string; at: Date };
type Wanted = { after: Place; limit: number };

/** Records that are looked at one by one before the index of words is asked. */
const WALK = 1_000;
/** What that index holds. */
const INDEXED_KINDS = ["command", "event"];

/**
 * The ids of the newest records of a filter, older than a place. Whatever the filter, no more of
 * the log is read than a few thousand entries of an index.
 */
export async function findEvents(sql: Sql, filter: ResolvedFilter, wanted: Wanted): Promise<Hit[]> {
  if (filter.words === "") return [];
  const source = await auditSource(sql, filter);
  if (source.groups.length === 0) return [];
  if (source.exact) return newestOf(sql, source, filter, wanted);
  const { walked, hits } = await walk(sql, source, filter, wanted);
  if (walked < WALK || hits.length >= wanted.limit) return hits;
  const indexed = filter.kinds.some((kind) => INDEXED_KINDS.includes(kind));
  const found = indexed ? await searchSpans(sql, filter, wanted) : [];
  // What the index of words does not hold has no words.
  const others = filter.kinds.filter((kind) => !INDEXED_KINDS.includes(kind));
  if (filter.words !== null || others.length === 0) return found;
  const rest = await scan(sql, { ...filter, kinds: others }, wanted);
  return [...found, ...rest].sort(newestFirst).slice(0, wanted.limit);
}

const newestFirst = (one: Hit, other: Hit) =>
  other.at.getTime() - one.at.getTime() || (one.id < other.id ? 1 : -1);

/** Every filter is a column of the index. */
function newestOf(
  sql: Sql,
  source: AuditSource,
  filter: ResolvedFilter,
  { after, limit }: Wanted,
): Promise<Hit[]> {
  const params = values();
  const groups = groupsText(params, source, { filter, after, limit: params.add(limit, "int") });
  return sql<Hit>(
    {
      name: `audit-newest-${source.shape}`,
      text: `SELECT e."id", e."at" ${groups} ORDER BY e."at" DESC, e."id" DESC LIMIT ${params.add(limit, "int")}`,
    },
    params.given,
  );
}

type Walked = { walked: number; hits: Hit[] };

async function walk(
  sql: Sql,
  source: AuditSource,
  filter: ResolvedFilter,
  { after, limit }: Wanted,
): Promise<Walked> {
  const params = values();
  const most = params.add(WALK, "int");
  const groups = groupsText(params, source, { filter, after, limit: most });
  const text = `
    WITH walked AS MATERIALIZED (
      SELECT e."id", e."at" ${groups} ORDER BY e."at" DESC, e."id" DESC LIMIT ${most})
    SELECT w.n AS "walked", h."id", h."at"
    FROM (SELECT count(*)::int AS n FROM walked) w
    LEFT JOIN LATERAL (
      SELECT e."id", e."at" FROM walked p JOIN "AuditEvent" e ON e."id" = p."id"
      WHERE ${restText(params, filter)}
      ORDER BY e."at" DESC, e."id" DESC LIMIT ${params.add(limit, "int")}) h ON true`;
  const rows = await sql<{ walked: number; id: string | null; at: Date }>(
    { name: `audit-walk-${source.shape}`, text },
    params.given,
  );
  const hits = rows.flatMap(({ id, at }) => (id === null ? [] : [{ id, at }]));
  return { walked: rows[0]?.walked ?? 0, hits };
}

/** The newest days first: a frequent word is not read back to the beginning of the log. */
async function searchSpans(
  sql: Sql,
  filter: ResolvedFilter,
  { after, limit }: Wanted,
): Promise<Hit[]> {
  const found: Hit[] = [];
  const [oldest, latest] = [dayFrom(filter.from, 0), newestDay(filter, after)];
  for (const { from, to } of daySpans(latest)) {
    if (to < oldest) break;
    const days = from === null ? [] : daysBetween(Math.max(from, oldest), to);
    const query = withTokens(filter.words ?? "", [...tokensOf(filter), ...dayToken(days)]);
    const last = found.at(-1) ?? after;
    found.push(...(await search(sql, query, filter, { after: last, limit: limit - found.length })));
    if (found.length >= limit) break;
  }
  return found;
}

const daysBetween = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
const dayToken = (days: readonly string[]): Token[] =>
  days.length === 0 ? [] : [{ letter: "d", values: days }];
const dayFrom = (at: Date | string, open: number) => {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? open : dayOf(date);
};
/** Clocks of writers may be ahead of ours. */
const newestDay = ({ to, now }: ResolvedFilter, after: Place) => {
  const tomorrow = dayOf(now) + 1;
  return Math.min(tomorrow, dayFrom(to, tomorrow), dayFrom(after.at, tomorrow));
};

function tokensOf(filter: ResolvedFilter): Token[] {
  const { actors, target, targetKind, action, given } = filter;
  const when = (letter: Token["letter"], wanted: boolean, list: readonly string[]): Token[] =>
    wanted ? [{ letter, values: list }] : [];
  return [
    ...when("u", actors !== null, actors ?? []),
    ...when("t", target !== null, [target ?? ""]),
    ...when("y", targetKind !== null, [targetKind ?? ""]),
    ...when("a", action !== "" && !action.endsWith("."), [action]),
    ...when("k", given.kind, filter.kinds),
    ...when("o", given.outcome, filter.outcomes),
    ...when("g", given.actorKind, filter.actorKinds),
  ];
}

function search(
  sql: Sql,
  query: string,
  filter: ResolvedFilter,
  { after, limit }: Wanted,
): Promise<Hit[]> {
  const params = values();
  // Materialized: no other index may be chosen for the order.
  const text = `
    WITH e AS MATERIALIZED (
      SELECT "id", "at", "kind", "outcome", "action", "actorKind", "actorId", "targetKind", "targetId", "words"
      FROM "AuditEvent" WHERE "words" @@ ${params.add(query, "tsquery")})
    SELECT e."id", e."at" FROM e
    WHERE ${bounds(params, filter, "e")} AND ${placeText(params, after, "e")} AND ${restText(params, filter)}
    ORDER BY e."at" DESC, e."id" DESC LIMIT ${params.add(limit, "int")}`;
  return sql<Hit>({ text }, params.given);
}

/** Along the time, as far as it takes. */
function scan(sql: Sql, filter: ResolvedFilter, { after, limit }: Wanted): Promise<Hit[]> {
  const params = values();
  const text = `
    SELECT e."id", e."at" FROM "AuditEvent" e
    WHERE e."kind" = ANY(${params.add(filter.kinds, "text[]")})
      AND ${bounds(params, filter, "e")} AND ${placeText(params, after, "e")} AND ${restText(params, filter)}
    ORDER BY e."at" DESC, e."id" DESC LIMIT ${params.add(limit, "int")}`;
  return sql<Hit>({ name: "audit-scan", text }, params.given);
}
