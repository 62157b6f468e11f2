import type { Context } from "#lib/kernel/context.ts";
import { can } from "#lib/kernel/permissions.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { liveSession } from "./list-people.ts";
import { ListSessionsInput } from "./schemas.ts";

export type SessionView = {
  id: string;
  startedAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  method: string;
  userAgent: string | null;
  /** The session that asks. */
  current: boolean;
};

/**
 * The live sessions of a person: one's own, or anybody's for who manages people. Asking for
 * somebody else's without that finds nothing.
 */
export const listSessions = defineQuery({
  name: "listSessions",
  permission: "session.own",
  input: ListSessionsInput,

  async run({ db }, ctx, { email }): Promise<SessionView[]> {
    if (email === undefined && ctx.actor.kind !== "user") return [];
    const rows = await db.session.findMany({
      where: { ...liveSession(ctx.now), user: sessionOwner(ctx, email) },
      orderBy: [{ lastSeenAt: "desc" }, { id: "asc" }],
      take: 200,
      select: {
        id: true,
        createdAt: true,
        lastSeenAt: true,
        expiresAt: true,
        method: true,
        userAgent: true,
      },
    });
    const own = ctx.actor.kind === "user" ? ctx.actor.sessionId : null;
    return rows.map(({ createdAt, ...row }) => ({
      ...row,
      startedAt: createdAt,
      current: row.id === own,
    }));
  },
});

/** Whose sessions an actor may touch, as a WHERE: theirs, or the named person's for managers. */
export function sessionOwner(ctx: Context, email: string | undefined) {
  const manages = ctx.actor.kind === "system" || can(ctx.actor, "person.manage");
  return {
    ...(email === undefined ? {} : { email }),
    ...(email === undefined || !manages ? { id: ctx.actor.id } : {}),
    disabledAt: null,
  };
}
