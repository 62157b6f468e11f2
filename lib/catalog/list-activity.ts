import { actorNames } from "#lib/audit/actor-names.ts";
import { readableFacts } from "#lib/audit/personal/readable-facts.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { EVERYONES_ACTIONS, type Facts } from "./core/activity.ts";
import { seesWholeActivity } from "./core/server-powers.ts";
import { findVisibleServer } from "./find-visible-server.ts";
import { ActivityCursor, ListActivityInput } from "./server-schemas.ts";

export type ActivityEvent = {
  id: string;
  at: Date;
  actorKind: string;
  actorName: string;
  action: string;
  before: Facts | null;
  after: Facts | null;
};
export type ActivityPage = {
  events: ActivityEvent[];
  /** False: this person reads only what everyone may, without before and after. */
  whole: boolean;
  nextCursor: string | null;
};

/** The log of one server, newest first; null for a server nobody may see. */
export const listActivity = defineQuery({
  name: "listActivity",
  permission: "catalog.read",
  input: ListActivityInput,

  async run({ db, sql }, ctx, { name, cursor, limit }): Promise<ActivityPage | null> {
    const server = await findVisibleServer(sql, ctx, name);
    if (!server) return null;
    const whole = seesWholeActivity(server, ctx.actor);
    const rows = await db.auditEvent.findMany({
      where: {
        targetKind: "server",
        targetId: server.id,
        ...(whole ? {} : { action: { in: [...EVERYONES_ACTIONS] } }),
        ...(cursor === undefined ? {} : olderThan(cursor)),
      },
      orderBy: [{ at: "desc" }, { id: "desc" }],
      take: limit + 1,
      select: {
        id: true,
        at: true,
        actorKind: true,
        actorId: true,
        actorName: true,
        action: true,
        before: true,
        after: true,
        commitment: true,
      },
    });
    const nameOf = await actorNames(db, rows);
    const factsOf = whole ? await readableFacts({ db, sql }, rows) : () => null;
    const events = rows.slice(0, limit).map((row) => ({
      id: row.id,
      at: row.at,
      actorKind: row.actorKind,
      actorName: nameOf(row),
      action: row.action,
      before: factsOf(row, "before"),
      after: factsOf(row, "after"),
    }));
    const last = events.at(-1);
    return { events, whole, nextCursor: rows.length > limit && last ? cursorOf(last) : null };
  },
});

const cursorOf = ({ at, id }: { at: Date; id: string }) => `${at.toISOString()}_${id}`;

function olderThan(cursor: string) {
  const [at, id] = ActivityCursor.parse(cursor.split("_"));
  return { OR: [{ at: { lt: new Date(at) } }, { at: new Date(at), id: { lt: id } }] };
}
