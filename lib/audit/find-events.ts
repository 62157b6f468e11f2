import type { Sql } from "#lib/db/client.ts";
import { dayOf, newestSpans, withTokens, type Token } from "./core/audit-words.ts";
import { actionsOf, auditSource, byTime, type AuditSource } from "./audit-source.ts";
import type { Place } from "./place.ts";
import type { ResolvedFilter } from "./resolve-filter.ts";
import { bounds, groupsText, placeText, restText, values } from "./source-text.ts";

type Hit = { id: string; at: Date };
type Wanted = { after: Place; limit: number };
type Asked = Wanted & { filter: ResolvedFilter };

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
  const asked = { filter, ...wanted };
  const source = await auditSource(sql, filter);
  if (source !== null) return newestOf(sql, source, asked);
  const { walked, hits } = await walk(sql, asked);
  if (walked < WALK || hits.length >= wanted.limit) return hits;
  const indexed = filter.kinds.some((kind) => INDEXED_KINDS.includes(kind));
  const found = indexed ? await searchSpans(sql, asked) : [];
  // What the index of words does not hold has no words.
  const others = filter.kinds.filter((kind) => !INDEXED_KINDS.includes(kind));
  if (filter.words !== null || others.length === 0) return found;
  const rest = await scan(sql, { ...asked, filter: { ...filter, kinds: others } });
  return [...found, ...rest].sort(newestFirst).slice(0, wanted.limit);
}

const newestFirst = (one: Hit, other: Hit) =>
  other.at.getTime() - one.at.getTime() || (one.id < other.id ? 1 : -1);

/** Every filter is a column of the index. */
function newestOf(sql: Sql, source: AuditSource, { filter, after, limit }: Asked): Promise<Hit[]> {
  const params = values();
  const groups = groupsText(params, source, { filter, after, limit: params.add(limit, "int") });
  return sql<Hit>(
    {
      text: `SELECT e."id", e."at" ${groups} ORDER BY e."at" DESC, e."id" DESC LIMIT ${params.add(limit, "int")}`,
    },
    params.given,
  );
}

type Walked = { walked: number; hits: Hit[] };

/** The newest of all, one by one: what many records have is found at once. */
async function walk(sql: Sql, { filter, after, limit }: Asked): Promise<Walked> {
  const params = values();
  const most = params.add(WALK, "int");
  const groups = groupsText(params, byTime(filter), { filter, after, limit: most });
  const text = `
    WITH walked AS MATERIALIZED (
      SELECT e."id", e."at" ${groups} ORDER BY e."at" DESC, e."id" DESC LIMIT ${most})
    SELECT w.n AS "walked", h."id", h."at"
    FROM (SELECT count(*)::int AS n FROM walked) w
    LEFT JOIN LATERAL (
      SELECT e."id", e."at" FROM walked p JOIN "AuditEvent" e ON e."id" = p."id"
      WHERE ${restText(params, filter)}
      ORDER BY e."at" DESC, e."id" DESC LIMIT ${params.add(limit, "int")}) h ON true`;
  const rows = await sql<{ walked: number; id: string | null; at: Date }>({ text }, params.given);
  const hits = rows.flatMap(({ id, at }) => (id === null ? [] : [{ id, at }]));
  return { walked: rows[0]?.walked ?? 0, hits };
}

/** The newest days first: a frequent word is not read back to the beginning of the log. */
async function searchSpans(sql: Sql, asked: Asked): Promise<Hit[]> {
  const { filter, after, limit } = asked;
  const actions = await actionsMeant(sql, filter);
  if (actions?.length === 0) return [];
  const tokens = tokensOf(filter, actions);
  const spans: Token[][] = newestSpans(newestDay(filter, after)).map((span) => [span]);
  let found: Hit[] = [];
  // At last without a span: everything.
  for (const span of [...spans, []]) {
    const query = withTokens(filter.words ?? "", [...tokens, ...span]);
    found = await search(sql, query, asked);
    if (found.length >= limit) break;
  }
  return found;
}

function newestDay({ to, now }: ResolvedFilter, after: Place): number {
  const days = [now, to, after.at].map((at) => dayOf(new Date(at)));
  return Math.min(...days.filter((day) => !Number.isNaN(day)));
}

/** Null: all of them. */
async function actionsMeant(sql: Sql, { action }: ResolvedFilter): Promise<string[] | null> {
  if (action === "") return null;
  return action.endsWith(".") ? actionsOf(sql, action) : [action];
}

function tokensOf(filter: ResolvedFilter, actions: readonly string[] | null): Token[] {
  const { actors, target, targetKind, given } = filter;
  const when = (letter: Token["letter"], wanted: boolean, list: readonly string[]): Token[] =>
    wanted ? [{ letter, values: list }] : [];
  return [
    ...when("u", actors !== null, actors ?? []),
    ...when("t", target !== null, [target ?? ""]),
    ...when("y", targetKind !== null, [targetKind ?? ""]),
    ...when("a", actions !== null, actions ?? []),
    ...when("k", given.kind, filter.kinds),
    ...when("o", given.outcome, filter.outcomes),
    ...when("g", given.actorKind, filter.actorKinds),
  ];
}

function search(sql: Sql, query: string, { filter, after, limit }: Asked): Promise<Hit[]> {
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
function scan(sql: Sql, { filter, after, limit }: Asked): Promise<Hit[]> {
  const params = values();
  const text = `
    SELECT e."id", e."at" FROM "AuditEvent" e
    WHERE e."kind" = ANY(${params.add(filter.kinds, "text[]")})
      AND ${bounds(params, filter, "e")} AND ${placeText(params, after, "e")} AND ${restText(params, filter)}
    ORDER BY e."at" DESC, e."id" DESC LIMIT ${params.add(limit, "int")}`;
  return sql<Hit>({ text }, params.given);
}
