import type { Sql } from "#lib/db/client.ts";
import { withTokens, type Token } from "./core/audit-words.ts";
import {
  firstWindow,
  hoursFor,
  isFilterIndexed,
  nextWindow,
  walkHours,
  windowTokens,
  type SearchFacts,
} from "./core/search-plan.ts";
import { auditSource, type AuditSource } from "./audit-source.ts";
import type { Place } from "./place.ts";
import type { ResolvedFilter } from "./resolve-filter.ts";
import { bounds, groupsText, placeText, restText, values } from "./source-text.ts";

type Hit = { id: string; at: Date };
type Wanted = { after: Place; limit: number };
type Asked = Wanted & { filter: ResolvedFilter };

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
  const indexed = filter.kinds.some((kind) => INDEXED_KINDS.includes(kind));
  const found = indexed ? await searchWords(sql, asked) : [];
  // What the index of words does not hold has no words.
  const others = filter.kinds.filter((kind) => !INDEXED_KINDS.includes(kind));
  if (filter.words !== null || others.length === 0) return found;
  const rest = await scan(sql, { ...asked, filter: { ...filter, kinds: others } });
  return [...found, ...rest].sort(newestFirst).slice(0, wanted.limit);
}

const newestFirst = (one: Hit, other: Hit) =>
  other.at.getTime() - one.at.getTime() || (one.id < other.id ? 1 : -1);

/** With more groups it is worth asking first how far back has to be read. */
const FEW_GROUPS = 40;

/** Every filter is a column of the index. */
async function newestOf(sql: Sql, source: AuditSource, asked: Asked): Promise<Hit[]> {
  if (source.groups.length > FEW_GROUPS) {
    const newest = newestHour(asked.filter, asked.after);
    const facts = await searchFacts(sql, asked, { newest, tokens: tokensOf(asked.filter) });
    const some = await newestOfGroups(sql, source, within(asked, newest, hoursFor(facts)));
    if (some.length >= asked.limit) return some;
  }
  return newestOfGroups(sql, source, asked);
}

function newestOfGroups(
  sql: Sql,
  source: AuditSource,
  { filter, after, limit }: Asked,
): Promise<Hit[]> {
  const params = values();
  const groups = groupsText(params, source, { filter, after, limit: params.add(limit, "int") });
  return sql<Hit>(
    {
      text: `SELECT e."id", e."at" ${groups} ORDER BY e."at" DESC, e."id" DESC LIMIT ${params.add(limit, "int")}`,
    },
    params.given,
  );
}

/** The same question, of so many hours up to the newest one. */
function within(asked: Asked, newest: number, hours: number): Asked {
  const { filter } = asked;
  const from = new Date(Math.max(0, newest - hours + 1) * HOUR_MS).toISOString();
  const isLater = filter.from === "-infinity" || from > filter.from;
  return isLater ? { ...asked, filter: { ...filter, from } } : asked;
}

/** The newest hours first: a frequent word is not read back to the beginning of the log. */
async function searchWords(sql: Sql, asked: Asked): Promise<Hit[]> {
  const { filter, after, limit } = asked;
  const newest = newestHour(filter, after);
  const all = tokensOf(filter);
  const facts = await searchFacts(sql, asked, { newest, tokens: all });
  const tokens = filter.words === null || facts.indexed === facts.both ? all : [];
  const walked = await walkOf(sql, asked, { newest, facts });
  if (walked.length >= limit) return walked;
  for (let window = firstWindow(facts); ;) {
    const found = await search(sql, asked, [...tokens, ...windowOf(newest, window)]);
    if (found.length >= limit || window >= facts.hours) return found;
    window = nextWindow(facts, { hours: window, found: found.length });
  }
}

/** Microseconds to find the groups to read: of an actor or object, of what is done, of the rest. */
const FINDING = { one: 4_000, done: 13_000, rest: 500 };

/** The newest records of the filters, one by one: what many of them have is found at once. */
async function walkOf(
  sql: Sql,
  asked: Asked,
  { newest, facts }: { newest: number; facts: SearchFacts },
): Promise<Hit[]> {
  const { actors, target, action, targetKind, words } = asked.filter;
  if (words === null || facts.words === 0) return [];
  const isDone = action !== "" || targetKind !== null;
  const finding = actors !== null || target !== null ? "one" : isDone ? "done" : "rest";
  const hours = walkHours(facts, FINDING[finding]);
  if (hours === null) return [];
  const source = await auditSource(sql, { ...asked.filter, words: null });
  if (source === null || source.groups.length === 0) return [];
  return walk(sql, source, within(asked, newest, hours));
}

/** Records that are read at most, should there be more than was expected. */
const MOST_WALKED = 10_000;

function walk(sql: Sql, source: AuditSource, { filter, after, limit }: Asked): Promise<Hit[]> {
  const params = values();
  const most = params.add(MOST_WALKED, "int");
  const text = `
    WITH walked AS MATERIALIZED (
      SELECT e."id", e."at" ${groupsText(params, source, { filter, after, limit: most })}
      ORDER BY e."at" DESC, e."id" DESC LIMIT ${most})
    SELECT p."id", p."at" FROM (SELECT * FROM walked ORDER BY "at" DESC, "id" DESC) p
    CROSS JOIN LATERAL (
      SELECT FROM "AuditEvent" e WHERE e."id" = p."id" AND ${restText(params, filter)} OFFSET 0) e
    ORDER BY p."at" DESC, p."id" DESC LIMIT ${params.add(limit, "int")}`;
  return sql<Hit>({ text }, params.given);
}

const windowOf = (newest: number, window: number): Token[] =>
  window === Infinity ? [] : [windowTokens(newest, window)];

const HOUR_MS = 3_600_000;
const hourOf = (at: Date | string) => Math.floor(new Date(at).getTime() / HOUR_MS);

function newestHour({ to, now }: ResolvedFilter, after: Place): number {
  const hours = [now, to, after.at].map(hourOf);
  return Math.min(...hours.filter((hour) => !Number.isNaN(hour)));
}

const SIZE = {
  name: "audit-size",
  text: `
  SELECT greatest(c.reltuples, 0)::float8 AS "total", coalesce((
    SELECT sum("count") FROM "AuditDay" WHERE "day" BETWEEN $1::date - 2 AND $1::date)::float8 / 72, 0) AS "perHour"
  FROM pg_class c WHERE c.oid = '"AuditEvent"'::regclass`,
};
/** Below so many records the whole log is asked. */
const SMALL = 20_000;

async function searchFacts(
  sql: Sql,
  { filter, limit }: Asked,
  { newest, tokens }: { newest: number; tokens: readonly Token[] },
): Promise<SearchFacts> {
  const from = hourOf(filter.from);
  const hours = Number.isNaN(from) ? Infinity : Math.max(1, newest - from + 1);
  const day = new Date(newest * HOUR_MS).toISOString().slice(0, 10);
  const [size] = await sql<{ total: number; perHour: number }>(SIZE, [day]);
  const { total, perHour } = size ?? { total: 0, perHour: 0 };
  if (total < SMALL)
    return { total, perHour, limit, words: 0, both: 0, indexed: 0, hours: Infinity };
  const both = await shareOf(sql, withTokens(filter.words ?? "", tokens), total);
  const words = filter.words === null ? both : await shareOf(sql, filter.words, total);
  const indexed = isFilterIndexed({ words, both }) ? both : words;
  return { total, perHour, limit, words, both, indexed, hours };
}

type Planned = { "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] };

/** What part of the log the database thinks that a question finds. */
async function shareOf(sql: Sql, query: string, total: number): Promise<number> {
  const [planned] = await sql<Planned>(
    {
      text: `EXPLAIN (FORMAT JSON) SELECT FROM "AuditEvent" WHERE "words" @@ $1::tsquery`,
    },
    [query],
  );
  return (planned?.["QUERY PLAN"][0].Plan["Plan Rows"] ?? 1) / total;
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

function search(
  sql: Sql,
  { filter, after, limit }: Asked,
  tokens: readonly Token[],
): Promise<Hit[]> {
  const params = values();
  const query = withTokens(filter.words ?? "", tokens);
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
