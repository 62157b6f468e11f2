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
 * one.
 */
export async function auditSource(sql: Sql, filter: ResolvedFilter): Promise<AuditSource | null> {
  const { actors, target, action, targetKind, words } = filter;
  if (words !== null) return null;
  if (actors !== null && target !== null) return ofBoth(filter, actors, target);
  if (actors !== null) return found(sql, filter, { column: "actorId", values: actors });
  if (target !== null) return found(sql, filter, { column: "targetId", values: [target] });
  if (action !== "" || targetKind !== null) return found(sql, filter);
  return byTime(filter);
}

/** What somebody did to something, if nothing else is asked for. */
function ofBoth(
  { action, targetKind, given }: ResolvedFilter,
  actors: readonly string[],
  target: string,
): AuditSource | null {
  if (action !== "" || targetKind !== null || Object.values(given).includes(true)) return null;
  const groups = actors.map((actor) => [actor, target]);
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
type Known = { column: Column | "action" | "targetKind"; value: string };

/** Jumps from one kind of record to the next in the index, however many there are of each. */
function jumpsText(known: readonly { column: Known["column"]; value: string }[]): string {
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
  SELECT ${all} FROM found`;
}

const numbered = (known: readonly Known[]) =>
  known.map(({ column }, at) => ({ column, value: `$${at + 1}` }));

/** From action to action first, and on within those that are asked for. */
const jumpsOfActions = (known: readonly { column: Known["column"]; value: string }[]): string => `
  WITH RECURSIVE actions AS (
    (SELECT "action" FROM "AuditEvent" ORDER BY "action" LIMIT 1)
    UNION ALL
    SELECT n.* FROM actions CROSS JOIN LATERAL (
      SELECT "action" FROM "AuditEvent" WHERE "action" > actions."action"
      ORDER BY "action" LIMIT 1) n)
  SELECT each.* FROM actions CROSS JOIN LATERAL (
    ${jumpsText([{ column: "action", value: `actions."action"` }, ...known])}) each
  WHERE starts_with(actions."action", $1)`;

/** What is done to a kind of object, or what of a noun is done: not every action is looked into. */
function readActions(
  sql: Sql,
  { action, targetKind }: Pick<ResolvedFilter, "action" | "targetKind">,
): Promise<Found[]> {
  if (targetKind === null)
    return sql<Found>({ name: "audit-jumps-noun", text: jumpsOfActions([]) }, [action]);
  const text = jumpsOfActions([{ column: "targetKind", value: "$2" }]);
  return sql<Found>({ name: "audit-jumps-target-kind", text }, [action, targetKind]);
}

/** Groups of what there is: of everybody, by somebody or to something. */
async function found(
  sql: Sql,
  filter: ResolvedFilter,
  by?: { column: Column; values: Group },
): Promise<AuditSource> {
  const { action } = filter;
  const exact: Known[] =
    action === "" || action.endsWith(".") ? [] : [{ column: "action", value: action }];
  const read = async (known: readonly Known[], value: Group): Promise<Group[]> => {
    const name = `audit-jumps-${known.map(({ column }) => column).join("-")}`;
    const rows = await sql<Found>(
      { name, text: jumpsText(numbered(known)) },
      known.map((one) => one.value),
    );
    return rows
      .filter((row) => fits(filter, row))
      .map((row) => [...value, ...OPEN.map((column) => row[column])]);
  };
  if (by === undefined && exact.length === 0) {
    const rows = (await readActions(sql, filter)).filter((row) => fits(filter, row));
    return { by: [], columns: OPEN, groups: rows.map((row) => OPEN.map((column) => row[column])) };
  }
  if (by === undefined) return { by: [], columns: OPEN, groups: await read(exact, []) };
  const { column, values } = by;
  const groups = await Promise.all(
    values.map((value) => read([{ column, value }, ...exact], [value])),
  );
  return { by: [column], columns: OPEN, groups: groups.flat() };
}

function fits(filter: ResolvedFilter, found: Found): boolean {
  const wanted = filter.action;
  const named = wanted.endsWith(".")
    ? found.action.startsWith(wanted)
    : wanted === "" || wanted === found.action;
  return (
    named &&
    filter.kinds.includes(found.kind) &&
    filter.actorKinds.includes(found.actorKind) &&
    filter.outcomes.includes(found.outcome) &&
    (filter.targetKind === null || filter.targetKind === found.targetKind)
  );
}
