import type { AuditSource } from "./audit-source.ts";
import type { Place } from "./place.ts";
import type { ResolvedFilter } from "./resolve-filter.ts";

export type Value = Date | string | number | null | readonly string[];
/** The parameters of a statement, in the order in which its text names them. */
export type Values = { given: unknown[]; add: (value: Value, type: string) => string };

export function values(): Values {
  const given: unknown[] = [];
  return { given, add: (value, type) => `$${given.push(value)}::${type}` };
}

type Group = { filter: ResolvedFilter; after: Place; limit: string };

/**
 * The newest of each group: one short read of the index for each. The records are called `e`. Not
 * for prepared statements: a plan for any values takes another index, and reads the log through.
 */
export function groupsText(
  params: Values,
  { columns, groups }: AuditSource,
  { filter, after, limit }: Group,
): string {
  const names = columns.map((column, at) => ({ column, letter: `v${at}` }));
  const lists = names.map((_, at) =>
    params.add(
      groups.map((group) => group[at] ?? ""),
      "text[]",
    ),
  );
  const fixed = names.map(({ column, letter }) => `a."${column}" = g.${letter}`).join(" AND ");
  return `
    FROM unnest(${lists.join(", ")}) g(${names.map(({ letter }) => letter).join(", ")})
    CROSS JOIN LATERAL (
      SELECT a."id", a."at" FROM "AuditEvent" a
      WHERE ${fixed} AND ${bounds(params, filter, "a")} AND ${placeText(params, after, "a")}
      ORDER BY a."at" DESC, a."id" DESC LIMIT ${limit}) e`;
}

export const bounds = (params: Values, { from, to }: ResolvedFilter, record: string): string =>
  `${record}."at" >= ${params.add(from, "timestamptz")} AND ${record}."at" < ${params.add(to, "timestamptz")}`;

export const placeText = (params: Values, { at, id }: Place, record: string): string =>
  `(${record}."at", ${record}."id") < (${params.add(at, "timestamptz")}, ${params.add(id, "uuid")})`;

/** Every filter, of the records `e`; written so that no index is chosen for it. */
export function restText(params: Values, filter: ResolvedFilter): string {
  const { actors, target, targetKind, action, words } = filter;
  const noun = action.endsWith(".") || action === "";
  return [
    `(e."kind" || '') = ANY(${params.add(filter.kinds, "text[]")})`,
    `(e."outcome" || '') = ANY(${params.add(filter.outcomes, "text[]")})`,
    `(e."actorKind" || '') = ANY(${params.add(filter.actorKinds, "text[]")})`,
    orAny(params.add(actors, "text[]"), (list) => `(e."actorId" || '') = ANY(${list})`),
    orAny(params.add(target, "text"), (one) => `(e."targetId" || '') = ${one}`),
    orAny(params.add(targetKind, "text"), (one) => `(e."targetKind" || '') = ${one}`),
    `starts_with(e."action", ${params.add(noun ? action : "", "text")})`,
    orAny(params.add(noun ? null : action, "text"), (one) => `(e."action" || '') = ${one}`),
    orAny(params.add(words, "tsquery"), (query) => `e."words" @@ ${query}`),
  ].join(" AND ");
}

const orAny = (value: string, condition: (value: string) => string) =>
  `(${value} IS NULL OR ${condition(value)})`;
