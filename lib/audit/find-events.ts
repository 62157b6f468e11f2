import type { Sql } from "#lib/db/client.ts";
import { lexemesOf, withTokens, type Token } from "./core/audit-words.ts";
import { auditSource, type AuditSource } from "./audit-source.ts";
import type { Place } from "./place.ts";
import type { ResolvedFilter } from "./resolve-filter.ts";
import { findTail, readTail } from "./segments/tail.ts";
import { newestFirst, searchSegments, type Hit } from "./segments/search-segments.ts";
import { bounds, groupsText, placeText, restText, values } from "./source-text.ts";

/** The others have no words. */
const INDEXED_KINDS = ["command", "event"];

type Wanted = { after: Place; limit: number };
type Asked = Wanted & { filter: ResolvedFilter };

/**
 * The ids of the newest records of a filter, older than a place. Whatever the filter, no more is read
 * of the log than a few hundred records and the lists of its words in segments.
 */
export async function findEvents(sql: Sql, filter: ResolvedFilter, wanted: Wanted): Promise<Hit[]> {
  if (filter.words === "") return [];
  const isIndexed = filter.kinds.some((kind) => INDEXED_KINDS.includes(kind));
  if (filter.words !== null && !isIndexed) return [];
  const asked = { filter, ...wanted };
  const tokens = tokensOf(filter);
  const source = await fewGroups(sql, filter);
  if (source !== null) return newestOfGroups(sql, source, asked);
  if (filter.needed === null) return searchIndexes(sql, asked, tokens);
  const tail = await findTail(sql);
  // Segments are still to be made, as after an update.
  if (tail.isLong) return searchIndexes(sql, asked, tokens);
  const needed = [...filter.needed, ...tokens.map(lexemesOf)];
  const found = await readTail(sql, tail, asked);
  return searchSegments(sql, { ...asked, needed, found });
}

/** The newest of so many groups are merged faster than segments are read. */
const FEW_GROUPS = 40;
/** Filters that have more, as hardly a group ever goes; the oldest is forgotten first. */
const manyGroups = new Set<string>();
const MOST_KNOWN = 1_000;

/** The groups of a filter, if it has few. */
async function fewGroups(sql: Sql, filter: ResolvedFilter): Promise<AuditSource | null> {
  const { actors, targets, targetKind, action, kinds, outcomes, actorKinds, words } = filter;
  if (words !== null) return null;
  const key = JSON.stringify([actors, targets, targetKind, action, kinds, outcomes, actorKinds]);
  if (manyGroups.has(key)) return null;
  const source = await auditSource(sql, filter, FEW_GROUPS);
  if (source === null || source.groups.length <= FEW_GROUPS) return source;
  const [oldest] = manyGroups;
  if (manyGroups.size === MOST_KNOWN && oldest !== undefined) manyGroups.delete(oldest);
  manyGroups.add(key);
  return null;
}

/** Without segments. */
async function searchIndexes(sql: Sql, asked: Asked, tokens: readonly Token[]): Promise<Hit[]> {
  const source = await auditSource(sql, asked.filter);
  return source === null ? searchWords(sql, asked, tokens) : newestOfGroups(sql, source, asked);
}

async function searchWords(sql: Sql, asked: Asked, tokens: readonly Token[]): Promise<Hit[]> {
  const { filter, limit } = asked;
  const found = await search(sql, asked, tokens);
  // What PostgreSQL's index of words does not hold has no words.
  const others = filter.kinds.filter((kind) => !INDEXED_KINDS.includes(kind));
  if (filter.words !== null || others.length === 0) return found;
  const rest = await scan(sql, { ...asked, filter: { ...filter, kinds: others } });
  return [...found, ...rest].sort(newestFirst).slice(0, limit);
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

/** Those that few records have come first. */
function tokensOf(filter: ResolvedFilter): Token[] {
  const { actors, targets, targetKind, action, given } = filter;
  const noun = action.endsWith(".");
  const when = (letter: Token["letter"], wanted: boolean, list: readonly string[]): Token[] =>
    wanted ? [{ letter, values: list }] : [];
  return [
    ...when("t", targets !== null, targets ?? []),
    ...when("u", actors !== null, actors ?? []),
    ...when("a", action !== "" && !noun, [action]),
    ...when("n", noun, [action.slice(0, -1)]),
    ...when("y", targetKind !== null, [targetKind ?? ""]),
    ...when("o", given.outcome, filter.outcomes),
    ...when("g", given.actorKind, filter.actorKinds),
    ...when("k", given.kind, filter.kinds),
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
