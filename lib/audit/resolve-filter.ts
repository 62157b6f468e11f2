import type { Sql } from "#lib/db/client.ts";
import { isOwnAction } from "./core/action-words.ts";
import { neededWords, wordsQuery } from "./core/audit-words.ts";
import { isId, isNamedKind } from "./core/named-kinds.ts";
import { periodStart } from "./core/periods.ts";
import { OUTCOMES, RECORD_KINDS } from "./core/record.ts";
import { namedObjects, namedPeople, type NamedObject } from "./named-objects.ts";
import { ACTOR_KINDS, type AuditFilter } from "./schemas.ts";

/** Filters in the words of the log: ids, and every value that is meant. */
export type ResolvedFilter = {
  /** Null: anybody. */
  actors: readonly string[] | null;
  actorKinds: readonly string[];
  /** An action, a noun with its dot, or "" for all. */
  action: string;
  targetKind: string | null;
  /** Null: anything. */
  targets: readonly string[] | null;
  /** What the object asked for was taken for, to be told; null: it is an id, or was not asked for. */
  objects: readonly NamedObject[] | null;
  outcomes: readonly string[];
  kinds: readonly string[];
  /** Included; "-infinity" when open. */
  from: string;
  /** Not included. */
  to: string;
  /** As the index of words is asked; null: no words, "": words that nothing has. */
  words: string | null;
  /** Words without which a record is none of them; null: asked for in another way. */
  needed: readonly (readonly string[])[] | null;
  /** What was given; what is left out is either everything or what the log writes about itself. */
  given: { kind: boolean; actorKind: boolean; outcome: boolean };
};

/** What the log says about itself belongs to its completeness, not to what people did. */
const SHOWN_KINDS = ["command", "event", "call"];
const DAY_MS = 86_400_000;

/** Step of the queries over the log: names become ids, times become moments. */
export async function resolveFilter(
  sql: Sql,
  input: AuditFilter,
  now: Date,
): Promise<ResolvedFilter> {
  const { actor, actorKind, action, targetKind, targetId, outcome, kind, q } = input;
  const [actors, objects] = await Promise.all([
    actor === "" ? null : actorIds(sql, actor),
    objectsOf(sql, input),
  ]);
  return {
    actors,
    actorKinds: actorKind === undefined ? ACTOR_KINDS : [actorKind],
    action,
    targetKind: targetKind ?? null,
    targets: targetsOf(targetId, objects),
    objects,
    outcomes: outcome === undefined ? OUTCOMES : [outcome],
    kinds: kind !== undefined ? [kind] : asksForOwn(input) ? RECORD_KINDS : SHOWN_KINDS,
    ...spanOf(input, now),
    words: q === "" ? null : (wordsQuery(q) ?? ""),
    needed: neededWords(q),
    given: {
      kind: kind !== undefined,
      actorKind: actorKind !== undefined,
      outcome: outcome !== undefined,
    },
  };
}

const asksForOwn = ({ actor, action }: AuditFilter) =>
  actor.toLowerCase() === "log" || action === "writer." || isOwnAction(action);

function spanOf({ period, from, to }: AuditFilter, now: Date): { from: string; to: string } {
  const start = period === undefined ? from : periodStart(period, now).toISOString();
  // Of a day, all of it.
  const end = to !== undefined && to.length === 10 ? nextDay(to) : to;
  return {
    from: start === undefined ? "-infinity" : new Date(start).toISOString(),
    to: end === undefined ? "infinity" : new Date(end).toISOString(),
  };
}

const nextDay = (day: string) => new Date(Date.parse(day) + DAY_MS).toISOString();

/** Of an address, a name, or an id, which is what the records hold. */
async function actorIds(sql: Sql, given: string): Promise<string[]> {
  if (isId(given)) return [given.toLowerCase()];
  return [...new Set([...(await namedPeople(sql, given)), given, given.toLowerCase()])];
}

/** Null: nothing of a name was asked for, or of a kind that has no names here. */
async function objectsOf(
  sql: Sql,
  { targetId, targetKind }: AuditFilter,
): Promise<NamedObject[] | null> {
  if (targetId === "" || isId(targetId)) return null;
  if (targetKind !== undefined && !isNamedKind(targetKind)) return null;
  const named = await namedObjects(sql, targetId);
  return named.filter(({ kind }) => targetKind === undefined || kind === targetKind);
}

/** Everything that is called so, and what has it as its id: not every id is a uuid. */
function targetsOf(given: string, objects: readonly NamedObject[] | null): string[] | null {
  if (given === "") return null;
  const id = isId(given) ? given.toLowerCase() : given;
  return [...new Set([...(objects ?? []).map((object) => object.id), id])];
}
