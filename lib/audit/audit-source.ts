import type { Sql } from "#lib/db/client.ts";
import type { ResolvedFilter } from "./resolve-filter.ts";

/**
 * Where the records of a filter are found, the newest first: groups that one index has in order
 * each, to be merged.
 */
export type AuditSource = {
  /** What begins the index: an actor, an object, both, or nothing. */
  by: readonly string[];
  /** What follows in it before the time. */
  columns: readonly string[];
  /** Values of both, in this order. */
  groups: readonly Group[];
};
type Group = readonly string[];

/**
 * The index whose groups are exactly the filter; null: none is. Without words, any two filters have
 * one. With `most`, no more groups are looked for than one more than that.
 */
export async function auditSource(
  sql: Sql,
  filter: ResolvedFilter,
  most: number | null = null,
): Promise<AuditSource | null> {
  const { actors, targets, action, targetKind, words } = filter;
  if (words !== null) return null;
  if (actors !== null && targets !== null) return ofBoth(filter, actors, targets);
  const asked = { filter, limit: most === null ? null : most + 1 };
  if (actors !== null) return found(sql, asked, { column: "actorId", values: actors });
  if (targets !== null) return found(sql, asked, { column: "targetId", values: targets });
  if (action !== "" || targetKind !== null) return found(sql, asked);
  return byTime(filter);
}

/** What somebody did to something, if nothing else is asked for. */
function ofBoth(
  { action, targetKind, given }: ResolvedFilter,
  actors: readonly string[],
  targets: readonly string[],
): AuditSource | null {
  if (action !== "" || targetKind !== null || Object.values(given).includes(true)) return null;
  const groups = actors.flatMap((actor) => targets.map((target) => [actor, target]));
  return { by: ["actorId", "targetId"], columns: [], groups };
}

/** Everything of some kinds and outcomes, by some kinds of actors. */
const byTime = ({ kinds, outcomes, actorKinds }: ResolvedFilter): AuditSource => ({
  by: [],
  columns: ["kind", "outcome", "actorKind"],
  groups: kinds.flatMap((kind) =>
    outcomes.flatMap((outcome) => actorKinds.map((actor) => [kind, outcome, actor])),
  ),
});

type Found = Record<"action" | "targetKind" | "kind" | "actorKind" | "outcome", string>;
type Column = "actorId" | "targetId";
const OPEN = ["action", "targetKind", "kind", "actorKind", "outcome"] as const;
type Known = Column | "action" | "targetKind";
type Asked = { filter: ResolvedFilter; limit: number | null };

/** Jumps from one kind of record to the next in the index, however many there are of each. */
function jumpsText(known: readonly { column: Known; value: string }[]): string {
  const isKnown = (column: string) => known.some((one) => one.column === column);
  const fixed = known.map(({ column, value }) => `"${column}" = ${value}`);
  const open = OPEN.filter((name) => !isKnown(name));
  const [names, all] = [open, OPEN].map((list) => list.map((name) => `"${name}"`).join(", "));
  const last = open.map((name) => `found."${name}"`).join(", ");
  const where = (more: string[]) =>
    [...fixed, ...more].length === 0 ? "" : `WHERE ${[...fixed, ...more].join(" AND ")}`;
  return `
  WITH RECURSIVE found AS (
    (SELECT ${all} FROM "AuditEvent" ${where([])} ORDER BY ${names} LIMIT 1)
    UNION ALL
    SELECT n.* FROM found CROSS JOIN LATERAL (
      SELECT ${all} FROM "AuditEvent" ${where([`(${names}) > (${last})`])}
      ORDER BY ${names} LIMIT 1) n)
  SELECT ${all} FROM found WHERE ${FITS} LIMIT $1::int`;
}

/** Jumping ends with the last group that is wanted. */
const FITS = `starts_with("action", $2) AND ($3::text IS NULL OR "targetKind" = $3)
  AND "kind" = ANY($4::text[]) AND "actorKind" = ANY($5::text[]) AND "outcome" = ANY($6::text[])`;
const fitsOf = ({ filter, limit }: Asked) => {
  const { action, targetKind, kinds, actorKinds, outcomes } = filter;
  return [limit, action, targetKind, kinds, actorKinds, outcomes];
};

const numbered = (known: readonly Known[]) =>
  known.map((column, at) => ({ column, value: `$${at + 7}` }));

/** From action to action first, and on within those that are asked for. */
const jumpsOfActions = (known: readonly { column: Known; value: string }[]): string => `
  WITH RECURSIVE actions AS (
    (SELECT "action" FROM "AuditEvent" ORDER BY "action" LIMIT 1)
    UNION ALL
    SELECT n.* FROM actions CROSS JOIN LATERAL (
      SELECT "action" FROM "AuditEvent" WHERE "action" > actions."action"
      ORDER BY "action" LIMIT 1) n)
  SELECT each.* FROM actions CROSS JOIN LATERAL (
    ${jumpsText([{ column: "action", value: `actions."action"` }, ...known])}) each
  WHERE starts_with(actions."action", $2) LIMIT $1::int`;

/** What is done to a kind of object, or what of a noun is done: not every action is looked into. */
function readActions(sql: Sql, asked: Asked): Promise<Found[]> {
  if (asked.filter.targetKind === null)
    return sql<Found>({ name: "audit-jumps-noun", text: jumpsOfActions([]) }, fitsOf(asked));
  const text = jumpsOfActions([{ column: "targetKind", value: "$3" }]);
  return sql<Found>({ name: "audit-jumps-target-kind", text }, fitsOf(asked));
}

/** Groups of what there is: of everybody, by somebody or to something. */
async function found(
  sql: Sql,
  asked: Asked,
  by?: { column: Column; values: Group },
): Promise<AuditSource> {
  const { action } = asked.filter;
  const exact = action === "" || action.endsWith(".") ? [] : [action];
  const read = async (columns: readonly Known[], value: Group): Promise<Group[]> => {
    const known: Known[] = exact.length > 0 ? [...columns, "action"] : [...columns];
    const name = `audit-jumps-${known.join("-")}`;
    const text = jumpsText(numbered(known));
    const rows = await sql<Found>({ name, text }, [...fitsOf(asked), ...value, ...exact]);
    return rows.map((row) => [...value, ...OPEN.map((column) => row[column])]);
  };
  if (by === undefined && exact.length === 0) {
    const rows = await readActions(sql, asked);
    return { by: [], columns: OPEN, groups: rows.map((row) => OPEN.map((column) => row[column])) };
  }
  if (by === undefined) return { by: [], columns: OPEN, groups: await read([], []) };
  const { column, values } = by;
  const groups = await Promise.all(values.map((value) => read([column], [value])));
  return { by: [column], columns: OPEN, groups: groups.flat() };
}
