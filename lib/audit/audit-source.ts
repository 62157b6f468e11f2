import type { Sql } from "#lib/db/client.ts";
import type { ResolvedFilter } from "./resolve-filter.ts";

/**
 * Where the records of a filter are found, the newest first: groups that one index has in order
 * each, to be merged.
 */
export type AuditSource = {
  /** The columns that the groups fix: those of an index that goes on with the time. */
  columns: readonly string[];
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
  if (actors !== null && target !== null) return ofActorAndTarget(filter, actors, target);
  if (actors !== null) return found(sql, filter, ["actor", actors]);
  if (target !== null) return found(sql, filter, ["object", [target]]);
  if (action !== "" || targetKind !== null) return found(sql, filter, ["action", []]);
  return byTime(filter);
}

/** Everything of some kinds and outcomes, by some kinds of actors, whatever else is asked for. */
export const byTime = ({ kinds, outcomes, actorKinds }: ResolvedFilter): AuditSource => ({
  columns: ["kind", "outcome", "actorKind"],
  groups: kinds.flatMap((kind) =>
    outcomes.flatMap((outcome) => actorKinds.map((actor) => [kind, outcome, actor])),
  ),
});

function ofActorAndTarget(
  { given, action, targetKind }: ResolvedFilter,
  actors: Group,
  target: string,
): AuditSource | null {
  if (action !== "" || targetKind !== null || Object.values(given).includes(true)) return null;
  return { columns: ["actorId", "targetId"], groups: actors.map((actor) => [actor, target]) };
}

type Found = Record<"action" | "targetKind" | "kind" | "actorKind" | "outcome", string>;
type Shape = "action" | "actor" | "object";

const COLUMN: Readonly<Record<Shape, string | null>> = {
  action: null,
  actor: "actorId",
  object: "targetId",
};
const OPEN = ["action", "targetKind", "kind", "actorKind", "outcome"] as const;

/** Jumps from one kind of record to the next in the index, however many there are of each. */
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

/** Groups of what there is, of everybody, by somebody or to something. */
async function found(
  sql: Sql,
  filter: ResolvedFilter,
  [shape, values]: readonly [shape: Shape, values: Group],
): Promise<AuditSource> {
  const column = COLUMN[shape];
  const statement = { name: `audit-jumps-${shape}`, text: jumpsText(column) };
  const read = async (value: Group): Promise<Group[]> => {
    const rows = await sql<Found>(statement, value);
    return rows
      .filter((row) => fits(filter, row))
      .map((row) => [...value, ...OPEN.map((name) => row[name])]);
  };
  const groups = await Promise.all(
    column === null ? [read([])] : values.map((value) => read([value])),
  );
  return {
    columns: [...(column === null ? [] : [column]), ...OPEN],
    groups: groups.flat(),
  };
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
