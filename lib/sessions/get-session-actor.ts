import type { UserActor } from "#lib/kernel/actor.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { isAlive } from "./core/limits.ts";
import { SessionRef } from "./schemas.ts";

const SEEN_EVERY_MS = 60_000;

export type SessionActor = UserActor & { email: string };

/**
 * The person behind a session id, or null once it has ended in any way. Asked on every request,
 * so disabling a person takes effect at their next one.
 */
export const getSessionActor = defineQuery({
  permission: "identity.resolve",
  input: SessionRef,

  async run({ db }, ctx, { sessionId }): Promise<SessionActor | null> {
    const row = await db.session.findUnique({
      where: { id: sessionId },
      select: {
        expiresAt: true,
        lastSeenAt: true,
        revokedAt: true,
        authenticatedAt: true,
        user: {
          select: {
            id: true,
            email: true,
            name: true,
            roles: true,
            disabledAt: true,
            memberships: { select: { teamId: true } },
          },
        },
      },
    });
    if (!row) return null;
    if (!isAlive({ ...row, personDisabledAt: row.user.disabledAt }, ctx.now)) return null;

    if (ctx.now.getTime() - row.lastSeenAt.getTime() > SEEN_EVERY_MS)
      await db.session.updateMany({
        where: { id: sessionId, lastSeenAt: row.lastSeenAt },
        data: { lastSeenAt: ctx.now },
      });
    return {
      kind: "user",
      id: row.user.id,
      email: row.user.email,
      name: row.user.name,
      roles: row.user.roles,
      teamIds: row.user.memberships.map((membership) => membership.teamId),
      token: null,
      sessionId,
      authenticatedAt: row.authenticatedAt,
    };
  },
});
