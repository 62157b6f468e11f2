import { actorNames } from "./actor-names.ts";
import type { Db } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { isJsonObject, type JsonObject } from "#lib/kernel/json.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { AuditCursor, ListAuditEventsInput, type ListAuditEvents } from "./schemas.ts";

export type AuditEventView = {
  id: string;
  at: Date;
  actor: { kind: string; id: string; name: string };
  action: string;
  target: { kind: string; id: string };
  before: JsonObject | null;
  after: JsonObject | null;
  requestId: string;
};
/** What the log says about itself belongs to its completeness, not to what people did. */
const SHOWN = { kind: { notIn: ["heartbeat", "epoch"] } };

export type AuditPage = { events: AuditEventView[]; nextCursor: string | null };

/** The log of everything, the newest first. */
export const listAuditEvents = defineQuery({
  name: "listAuditEvents",
  permission: "audit.read",
  input: ListAuditEventsInput,

  async run({ db }, _ctx, input): Promise<AuditPage> {
    const rows = await db.auditEvent.findMany({
      where: { AND: [SHOWN, ...(await filters(db, input))] },
      orderBy: [{ at: "desc" }, { id: "desc" }],
      take: input.limit + 1,
    });
    const page = rows.slice(0, input.limit);
    const last = page.at(-1);
    const nameOf = await actorNames(db, page);
    return {
      events: page.map((row) => ({
        id: row.id,
        at: row.at,
        actor: { kind: row.actorKind, id: row.actorId, name: nameOf(row) },
        action: row.action,
        target: { kind: row.targetKind, id: row.targetId },
        before: factsOf(row.before),
        after: factsOf(row.after),
        requestId: row.requestId,
      })),
      nextCursor: rows.length > input.limit && last ? `${last.at.toISOString()}_${last.id}` : null,
    };
  },
});

const factsOf = (value: unknown): JsonObject | null => (isJsonObject(value) ? value : null);

async function filters(db: Db, input: ListAuditEvents): Promise<Prisma.AuditEventWhereInput[]> {
  const { actor, action, targetKind, targetId, from, to, cursor } = input;
  return [
    ...(actor === "" ? [] : [await byActor(db, actor)]),
    ...(action === ""
      ? []
      : [action.endsWith(".") ? { action: { startsWith: action } } : { action }]),
    ...(targetKind === undefined ? [] : [{ targetKind }]),
    ...(targetId === "" ? [] : [{ targetId: await targetIdOf(db, targetKind, targetId) }]),
    ...(from === undefined ? [] : [{ at: { gte: new Date(from) } }]),
    ...(to === undefined ? [] : [{ at: { lt: new Date(to) } }]),
    ...(cursor === undefined ? [] : [olderThan(cursor)]),
  ];
}

async function byActor(db: Db, actor: string): Promise<Prisma.AuditEventWhereInput> {
  const person = actor.includes("@")
    ? await db.user.findUnique({ where: { email: actor.toLowerCase() }, select: { id: true } })
    : null;
  return { OR: [{ actorId: person?.id ?? actor }, { actorName: actor }] };
}

/** What people call it, as the log knows it. */
async function targetIdOf(
  db: Db,
  kind: ListAuditEvents["targetKind"],
  given: string,
): Promise<string> {
  if (kind === "server" && given.includes("/")) {
    const server = await db.server.findUnique({ where: { name: given }, select: { id: true } });
    return server?.id ?? given;
  }
  const number = kind === "request" ? /^R-(\d{1,9})$/i.exec(given)?.[1] : undefined;
  if (number === undefined) return given;
  const request = await db.request.findUnique({
    where: { number: Number(number) },
    select: { id: true },
  });
  return request?.id ?? given;
}

function olderThan(cursor: string): Prisma.AuditEventWhereInput {
  const [at, id] = AuditCursor.parse(cursor.split("_"));
  return { OR: [{ at: { lt: new Date(at) } }, { at: new Date(at), id: { lt: id } }] };
}
