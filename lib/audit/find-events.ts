import type { Sql } from "#lib/db/client.ts";
import { dayOf, newestSpans, withTokens, type Token } from "./core/audit-words.ts";
import {
  auditSource,
  byTime,
  nearestSource,
  TIME_COLUMNS,
  type AuditSource,
} from "./audit-source.ts";
import type { Place } from "./place.ts";
import type { ResolvedFilter } from "./resolve-filter.ts";
import { bounds, groupsText, placeText, restText, values } from "./source-text.ts";

type Hit = { id: string; at: Date };
type Wanted = { after: Place; limit: number };
type Asked = Wanted & { filter: ResolvedFilter };

/** Records of a group that are looked at one by one before the index of words is asked. */
const WALK = 1_000;
/** And of all groups together, where they are not cut off by the time. */
const WALK_ALL = 4_000;
/** With more groups, each would be cut off too early. */
const FEW_GROUPS = 40;
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
  const { whole, hits } = await walkOf(sql, asked);
  if (whole || hits.length >= wanted.limit) return hits;
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

/** `whole`: there is nothing older. */
type Walked = { whole: boolean; hits: Hit[] };

/**
 * The newest records of what an index has together, one by one: what many of them have, or what few
 * have of whom there is little, is found at once.
 */
async function walkOf(sql: Sql, asked: Asked): Promise<Walked> {
  const near = await nearestSource(sql, asked.filter);
  const isNear = near.by.length > 0 || near.groups.length <= FEW_GROUPS;
  if (isNear && near.columns !== TIME_COLUMNS) {
    const each = Math.ceil(WALK_ALL / Math.max(1, near.groups.length));
    return walk(sql, near, { ...asked, each: Math.max(asked.limit, Math.min(WALK, each)) });
  }
  const source = byTime(asked.filter);
  // As far back as the first group goes, which most records belong to, all of them are read.
  const from = await oldestOf(sql, { ...source, groups: source.groups.slice(0, 1) }, asked);
  if (from === null) return walk(sql, source, { ...asked, each: WALK });
  const filter = { ...asked.filter, from: from.toISOString() };
  const walked = await walk(sql, source, { ...asked, filter, each: WALK });
  return { ...walked, whole: false };
}

/** When the last of as many records of a group was written as are walked; null: there are fewer. */
async function oldestOf(sql: Sql, source: AuditSource, asked: Asked): Promise<Date | null> {
  const params = values();
  const groups = groupsText(params, source, { ...asked, limit: params.add(WALK, "int") });
  const text = `SELECT min(e."at") AS "at" ${groups} HAVING count(*) = ${WALK}`;
  const [oldest] = await sql<{ at: Date }>({ text }, params.given);
  return oldest?.at ?? null;
}

type Walk = Asked & { each: number };

async function walk(sql: Sql, source: AuditSource, asked: Walk): Promise<Walked> {
  const { filter, limit, each } = asked;
  if (source.groups.length === 0) return { whole: true, hits: [] };
  const params = values();
  const most = params.add(each, "int");
  // Beyond the last record that was read of a group there may be more of it.
  const text = `
    WITH walked AS MATERIALIZED (
      SELECT g."number", e."id", e."at" ${groupsText(params, source, { ...asked, limit: most })}),
    cut AS MATERIALIZED (
      SELECT max("at") AS "at" FROM (
        SELECT min("at") AS "at" FROM walked GROUP BY "number" HAVING count(*) = ${most}) full_ones)
    SELECT c."at" AS "cut", h."id", h."at" FROM cut c
    LEFT JOIN LATERAL (
      SELECT p."id", p."at" FROM (
        SELECT "id", "at" FROM walked WHERE c."at" IS NULL OR "at" > c."at"
        ORDER BY "at" DESC, "id" DESC) p
      CROSS JOIN LATERAL (
        SELECT FROM "AuditEvent" e WHERE e."id" = p."id" AND ${restText(params, filter)} OFFSET 0) e
      ORDER BY p."at" DESC, p."id" DESC LIMIT ${params.add(limit, "int")}) h ON true`;
  const rows = await sql<{ cut: Date | null; id: string | null; at: Date }>({ text }, params.given);
  const hits = rows.flatMap(({ id, at }) => (id === null ? [] : [{ id, at }]));
  return { whole: rows[0]?.cut === null, hits };
}

/** The newest days first: a frequent word is not read back to the beginning of the log. */
async function searchSpans(sql: Sql, asked: Asked): Promise<Hit[]> {
  const { filter, after, limit } = asked;
  const tokens = tokensOf(filter);
  const oldest = dayOf(new Date(filter.from));
  for (const { first, token } of newestSpans(newestDay(filter, after))) {
    const query = withTokens(filter.words ?? "", [...tokens, token]);
    const found = await search(sql, query, asked);
    if (found.length >= limit || first <= oldest) return found;
  }
  return search(sql, withTokens(filter.words ?? "", tokens), asked);
}

function newestDay({ to, now }: ResolvedFilter, after: Place): number {
  const days = [now, to, after.at].map((at) => dayOf(new Date(at)));
  return Math.min(...days.filter((day) => !Number.isNaN(day)));
}

function tokensOf(filter: ResolvedFilter): Token[] {
  const { actors, target, targetKind, action, given } = filter;
  const noun = action.endsWith(".");
  const when = (letter: Token["letter"], wanted: boolean, list: readonly string[]): Token[] =>
    wanted ? [{ letter, values: list }] : [];
  return [
    ...when("u", actors !== null, actors ?? []),
    ...when("t", target !== null, [target ?? ""]),
    ...when("y", targetKind !== null, [targetKind ?? ""]),
    ...when("n", noun, [action.slice(0, -1)]),
    ...when("a", action !== "" && !noun, [action]),
    ...when("k", given.kind, filter.kinds),
    ...when("o", given.outcome, filter.outcomes),
    ...when("g", given.actorKind, filter.actorKinds),
  ];
}

function search(sql: Sql, query: string, { filter, after, limit }: Asked): Promise<Hit[]> {
  const params = values();
  const rest = restText(params, { ...filter, words: null });
  // Materialized: no other index may be chosen for the order.
  const text = `
    WITH e AS MATERIALIZED (
      SELECT "id", "at", "kind", "outcome", "action", "actorKind", "actorId", "targetKind", "targetId"
      FROM "AuditEvent" WHERE "words" @@ ${params.add(query, "tsquery")})
    SELECT e."id", e."at" FROM e
    WHERE ${bounds(params, filter, "e")} AND ${placeText(params, after, "e")} AND ${rest}
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
