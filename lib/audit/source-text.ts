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
 * The newest of each group: one short read of the index for each. The records are called `e`.
 *
 * After what it is by, a group is written as a range of rows, from its values with the first moment
 * to the same values with the last one, because only an index with these columns in this order can
 * read a range. Of many equal columns PostgreSQL thinks that hardly any record has them all, so that
 * to it every index that has some of them is as good, and it reads the whole log through a wrong one.
 */
export function groupsText(
  params: Values,
  { by, columns, groups }: AuditSource,
  { filter, after, limit }: Group,
): string {
  const all = [...by, ...columns];
  const lists = all.map((_, at) =>
    params.add(
      groups.map((group) => group[at] ?? ""),
      "text[]",
    ),
  );
  const equal = by.map((column, at) => `a."${column}" = g.v${at} AND`).join(" ");
  const names = [...columns, "at"].map((column) => `a."${column}"`);
  const place = columns.map((_, at) => `g.v${by.length + at}`);
  const row = `(${names.join(", ")})`;
  const at = (moment: Value) => `(${[...place, params.add(moment, "timestamptz")].join(", ")})`;
  return `
    FROM unnest(${lists.join(", ")}) WITH ORDINALITY g(${all.map((_, at) => `v${at}`).join(", ")}, "number")
    CROSS JOIN LATERAL (
      SELECT a."id", a."at" FROM "AuditEvent" a
      WHERE ${equal} ${row} >= ${at(filter.from)} AND ${
        momentOf(filter.to) <= momentOf(after.at)
          ? `${row} < ${at(filter.to)}`
          : `${row} <= ${at(after.at)} AND ${beyond(params, after)}`
      }
      ORDER BY ${[...names, `a."id"`].map((name) => `${name} DESC`).join(", ")} LIMIT ${limit}) e`;
}

/** Of records that are not newer than a place, those beyond it; written so that no index is chosen. */
const beyond = (params: Values, { at, id }: Place): string =>
  `(a."at" <> ${params.add(at, "timestamptz")} OR a."id" < ${params.add(id, "uuid")})`;

/** In milliseconds, as far as it is a moment: PostgreSQL also has the ends of time. */
function momentOf(at: Date | string): number {
  if (at === "infinity") return Infinity;
  return at === "-infinity" ? -Infinity : new Date(at).getTime();
}

export const bounds = (params: Values, { from, to }: ResolvedFilter, record: string): string =>
  `${record}."at" >= ${params.add(from, "timestamptz")} AND ${record}."at" < ${params.add(to, "timestamptz")}`;

export const placeText = (params: Values, { at, id }: Place, record: string): string =>
  `(${record}."at", ${record}."id") < (${params.add(at, "timestamptz")}, ${params.add(id, "uuid")})`;

/** Every filter, of the records `e`; written so that no index is chosen for it. */
export function restText(params: Values, filter: ResolvedFilter): string {
  const { actors, targets, targetKind, action, words } = filter;
  const noun = action.endsWith(".") || action === "";
  return [
    `(e."kind" || '') = ANY(${params.add(filter.kinds, "text[]")})`,
    `(e."outcome" || '') = ANY(${params.add(filter.outcomes, "text[]")})`,
    `(e."actorKind" || '') = ANY(${params.add(filter.actorKinds, "text[]")})`,
    orAny(params.add(actors, "text[]"), (list) => `(e."actorId" || '') = ANY(${list})`),
    orAny(params.add(targets, "text[]"), (list) => `(e."targetId" || '') = ANY(${list})`),
    orAny(params.add(targetKind, "text"), (one) => `(e."targetKind" || '') = ${one}`),
    `starts_with(e."action", ${params.add(noun ? action : "", "text")})`,
    orAny(params.add(noun ? null : action, "text"), (one) => `(e."action" || '') = ${one}`),
    ...(words === null ? [] : [`e."words" @@ ${params.add(words, "tsquery")}`]),
  ].join(" AND ");
}

const orAny = (value: string, condition: (value: string) => string) =>
  `(${value} IS NULL OR ${condition(value)})`;
