import type { Readers } from "#lib/verbs/define-query.ts";
import { isOwnAction } from "./core/action-words.ts";
import { neededWords, wordsQuery } from "./core/audit-words.ts";
import { periodStart } from "./core/periods.ts";
import { OUTCOMES, RECORD_KINDS } from "./core/record.ts";
import { ACTOR_KINDS, type AuditFilter } from "./schemas.ts";

/** Filters in the words of the log: ids, and every value that is meant. */
export type ResolvedFilter = {
  /** Null: anybody. */
  actors: readonly string[] | null;
  actorKinds: readonly string[];
  /** An action, a noun with its dot, or "" for all. */
  action: string;
  targetKind: string | null;
  target: string | null;
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
  { db }: Pick<Readers, "db">,
  input: AuditFilter,
  now: Date,
): Promise<ResolvedFilter> {
  const { actor, actorKind, action, targetKind, targetId, outcome, kind, q } = input;
  const [actors, target] = await Promise.all([
    actor === "" ? null : actorIds(db, actor),
    targetId === "" ? null : targetOf(db, targetKind, targetId),
  ]);
  return {
    actors,
    actorKinds: actorKind === undefined ? ACTOR_KINDS : [actorKind],
    action,
    targetKind: targetKind ?? null,
    target,
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

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MOST_OF_A_NAME = 5;

/** Of an address, a name, or an id, which is what the records hold. */
async function actorIds(db: Readers["db"], given: string): Promise<string[]> {
  if (UUID.test(given)) return [given.toLowerCase()];
  const people = await db.user.findMany({
    where: given.includes("@")
      ? { email: given.toLowerCase() }
      : { name: { equals: given, mode: "insensitive" } },
    orderBy: { createdAt: "asc" },
    take: MOST_OF_A_NAME,
    select: { id: true },
  });
  return [...new Set([...people.map(({ id }) => id), given, given.toLowerCase()])];
}

type Look = (db: Readers["db"], given: string) => Promise<{ id: string } | null>;
const select = { id: true };

const LOOK_UP: Readonly<Partial<Record<NonNullable<AuditFilter["targetKind"]>, Look>>> = {
  server: (db, name) => db.server.findUnique({ where: { name }, select }),
  person: (db, given) => db.user.findUnique({ where: { email: given.toLowerCase() }, select }),
  team: (db, slug) => db.team.findUnique({ where: { slug }, select }),
  request: async (db, given) => {
    const number = /^R-(\d{1,9})$/i.exec(given)?.[1];
    if (number === undefined) return null;
    return db.request.findUnique({ where: { number: Number(number) }, select });
  },
};

/** What people call it, as the log knows it. */
async function targetOf(
  db: Readers["db"],
  kind: AuditFilter["targetKind"],
  given: string,
): Promise<string> {
  if (UUID.test(given)) return given.toLowerCase();
  const look = kind === undefined ? undefined : LOOK_UP[kind];
  return (await look?.(db, given))?.id ?? given;
}
