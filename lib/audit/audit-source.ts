import type { Sql } from "#lib/db/client.ts";
import type { ResolvedFilter } from "./resolve-filter.ts";

/**
 * Where the records of a filter are found, the newest first: groups that one index has in order
 * each, to be merged.
 */
export type AuditSource = {
  /** Part of the statement's name: each has one text. */
  shape: "time" | "action" | "actor" | "object" | "actor-object";
  /** The columns that the groups fix: those of an index that goes on with the time. */
  columns: readonly string[];
  groups: readonly Group[];
  /** False: records of the groups may still miss a filter. */
  exact: boolean;
};
type Group = readonly string[];

/** The index that fits a filter best; any two filters have one that fits both. */
export async function auditSource(sql: Sql, filter: ResolvedFilter): Promise<AuditSource> {
  const { actors, target, action, targetKind, words } = filter;
  if (actors !== null && target !== null) return ofActorAndTarget(filter, actors, target);
  const exact = words === null;
  if (actors !== null) return { ...(await found(sql, filter, ["actor", actors])), exact };
  if (target !== null) return { ...(await found(sql, filter, ["object", [target]])), exact };
  if (action !== "" || targetKind !== null)
    return { ...(await found(sql, filter, ["action", []])), exact };
  return {
    shape: "time",
    columns: ["kind", "outcome", "actorKind"],
    groups: times(
      times(
        filter.kinds.map((kind) => [kind]),
        filter.outcomes,
      ),
      filter.actorKinds,
    ),
    exact,
  };
}

/** All combinations of a group's values with more of them. */
const times = (groups: readonly Group[], values: readonly string[]): Group[] =>
  groups.flatMap((group) => values.map((value) => [...group, value]));

function ofActorAndTarget(filter: ResolvedFilter, actors: Group, target: string): AuditSource {
  const { given, action, targetKind, words } = filter;
  const more = action !== "" || targetKind !== null || Object.values(given).includes(true);
  return {
    shape: "actor-object",
    columns: ["actorId", "targetId"],
    groups: actors.map((actor) => [actor, target]),
    exact: words === null && !more,
  };
}

type Found = { action: string; targetKind: string; kind: string };
type Shape = "action" | "actor" | "object";

const COLUMN: Readonly<Record<Shape, string | null>> = {
  action: null,
  actor: "actorId",
  object: "targetId",
};
const OPEN = ["action", "targetKind", "kind"];

/** Jumps from one action to the next in the index, however many records have it. */
function jumpsText(column: string | null): string {
  const [where, and] =
    column === null ? ["", ""] : [`WHERE "${column}" = $1`, `"${column}" = $1 AND`];
  const names = OPEN.map((name) => `"${name}"`).join(", ");
  const last = OPEN.map((name) => `found."${name}"`).join(", ");
  return `
  WITH RECURSIVE found AS (
    (SELECT ${names} FROM "AuditEvent" ${where} ORDER BY ${names} LIMIT 1)
    UNION ALL
    SELECT n.* FROM found CROSS JOIN LATERAL (
      SELECT ${names} FROM "AuditEvent" WHERE ${and} (${names}) > (${last})
      ORDER BY ${names} LIMIT 1) n)
  SELECT ${names} FROM found`;
}

/** Groups of what there is: which actions on which kinds of things, by somebody or to something. */
async function found(
  sql: Sql,
  filter: ResolvedFilter,
  [shape, values]: readonly [shape: Shape, values: Group],
): Promise<Omit<AuditSource, "exact">> {
  const column = COLUMN[shape];
  const statement = { name: `audit-jumps-${shape}`, text: jumpsText(column) };
  const read = async (value: Group): Promise<Group[]> => {
    const rows = await sql<Found>(statement, value);
    return rows
      .filter((row) => fits(filter, row))
      .map(({ action, targetKind, kind }) => [...value, action, targetKind, kind]);
  };
  const groups = await Promise.all(
    column === null ? [read([])] : values.map((value) => read([value])),
  );
  return {
    shape,
    columns: [...(column === null ? [] : [column]), ...OPEN, "actorKind", "outcome"],
    groups: times(times(groups.flat(), filter.actorKinds), filter.outcomes),
  };
}

function fits(filter: ResolvedFilter, { action, targetKind, kind }: Found): boolean {
  const wanted = filter.action;
  const named = wanted.endsWith(".")
    ? action.startsWith(wanted)
    : wanted === "" || wanted === action;
  return (
    named &&
    filter.kinds.includes(kind) &&
    (filter.targetKind === null || filter.targetKind === targetKind)
  );
}
