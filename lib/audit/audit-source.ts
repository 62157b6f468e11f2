import type { Sql } from "#lib/db/client.ts";
import { isOwnAction } from "./core/action-words.ts";
import type { ResolvedFilter } from "./resolve-filter.ts";

/**
 * Where the records of a filter are found, the newest first: groups that one index has in order
 * each, to be merged.
 */
export type AuditSource = {
  /** Part of the statement's name: each has one text. */
  shape: string;
  /** The columns that the groups fix, in the order of an index that goes on with the time. */
  columns: readonly string[];
  groups: readonly (readonly string[])[];
  /** False: records of the groups may still miss a filter. */
  exact: boolean;
};

/** All combinations of a group's values with more of them. */
const times = (groups: readonly (readonly string[])[], values: readonly string[]) =>
  groups.flatMap((group) => values.map((value) => [...group, value]));

/** The index that fits a filter best; any two filters have one that fits both. */
export async function auditSource(sql: Sql, filter: ResolvedFilter): Promise<AuditSource> {
  const { actors, target } = filter;
  if (actors !== null && target !== null) return ofActorAndTarget(filter, actors, target);
  if (actors !== null) return ofActor(sql, filter, actors);
  if (target !== null) return ofTarget(sql, filter, target);
  if (filter.action !== "") return ofAction(sql, filter);
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
    exact: filter.targetKind === null && filter.words === null,
  };
}

const nothingMore = ({ given, targetKind, words }: ResolvedFilter) =>
  !given.kind && targetKind === null && words === null;

function ofActorAndTarget(
  filter: ResolvedFilter,
  actors: readonly string[],
  target: string,
): AuditSource {
  const { given, action, words } = filter;
  return {
    shape: "actor-object",
    columns: ["actorId", "targetId"],
    groups: actors.map((actor) => [actor, target]),
    exact: action === "" && words === null && !Object.values(given).includes(true),
  };
}

async function ofActor(
  sql: Sql,
  filter: ResolvedFilter,
  actors: readonly string[],
): Promise<AuditSource> {
  const found = await Promise.all(
    actors.map(async (actor) =>
      times([[actor]], await actionsOf(sql, filter, { column: "actorId", value: actor })),
    ),
  );
  return {
    shape: "actor",
    columns: ["actorId", "action", "outcome"],
    groups: times(found.flat(), filter.outcomes),
    exact: nothingMore(filter) && !filter.given.actorKind,
  };
}

async function ofTarget(sql: Sql, filter: ResolvedFilter, target: string): Promise<AuditSource> {
  const actions = await actionsOf(sql, filter, { column: "targetId", value: target });
  return {
    shape: "object",
    columns: ["targetId", "action", "actorKind", "outcome"],
    groups: times(times(times([[target]], actions), filter.actorKinds), filter.outcomes),
    exact: filter.words === null && !filter.given.kind,
  };
}

async function ofAction(sql: Sql, filter: ResolvedFilter): Promise<AuditSource> {
  const actions = await actionsOf(sql, filter, null);
  return {
    shape: "action",
    columns: ["action", "actorKind", "outcome"],
    groups: times(
      times(
        actions.map((action) => [action]),
        filter.actorKinds,
      ),
      filter.outcomes,
    ),
    exact: nothingMore(filter),
  };
}

type Within = { column: "actorId" | "targetId"; value: string } | null;

/** Jumps from one action to the next in the index, however many records have it. */
const actionsText = (column: string | null) => {
  const where = column === null ? "" : `WHERE "${column}" = $1`;
  const and = column === null ? "" : `"${column}" = $1 AND`;
  return `
  WITH RECURSIVE found AS (
    (SELECT "action" FROM "AuditEvent" ${where} ORDER BY "action" LIMIT 1)
    UNION ALL
    SELECT n."action" FROM found CROSS JOIN LATERAL (
      SELECT "action" FROM "AuditEvent" WHERE ${and} "action" > found."action"
      ORDER BY "action" LIMIT 1) n)
  SELECT "action" FROM found`;
};

/** Which of the filter's actions there are. */
async function actionsOf(sql: Sql, filter: ResolvedFilter, within: Within): Promise<string[]> {
  const { action, kinds } = filter;
  const [own, others] = [kinds.some(isOwnKind), kinds.some((kind) => !isOwnKind(kind))];
  const fits = (name: string) => (isOwnAction(name) ? own : others);
  if (action !== "" && !action.endsWith(".")) return [action].filter(fits);
  const column = within?.column ?? null;
  const found = await sql<{ action: string }>(
    { name: `audit-actions-${column ?? "all"}`, text: actionsText(column) },
    within === null ? [] : [within.value],
  );
  return found.map((row) => row.action).filter((name) => name.startsWith(action) && fits(name));
}

const isOwnKind = (kind: string) => kind === "heartbeat" || kind === "epoch";
