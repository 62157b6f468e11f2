import type { UserActor } from "#lib/kernel/actor.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { isAlive } from "./core/limits.ts";
import { SessionRef } from "./schemas.ts";

const SEEN_EVERY_MS = 60_000;

// One statement: it is asked before everything else.
const SESSION = `
  SELECT s."expiresAt", s."lastSeenAt", s."revokedAt", s."authenticatedAt", u."id", u."email", u."name",
    u."roles"::text[] AS "roles", u."disabledAt" AS "personDisabledAt",
    ARRAY(SELECT m."teamId"::text FROM "TeamMember" m WHERE m."userId" = u."id") AS "teamIds"
  FROM "Session" s JOIN "User" u ON u."id" = s."userId" WHERE s."id" = $1::uuid`;

type SessionRow = Parameters<typeof isAlive>[0] &
  Pick<SessionActor, "id" | "email" | "name" | "roles" | "teamIds"> & { authenticatedAt: Date };

export type SessionActor = UserActor & { email: string };

/**
 * The person behind a session id, or null once it has ended in any way. Asked on every request,
 * so disabling a person takes effect at their next one.
 */
export const getSessionActor = defineQuery({
  name: "getSessionActor",
  permission: "identity.resolve",
  input: SessionRef,

  async run({ db, sql }, ctx, { sessionId }): Promise<SessionActor | null> {
    const [row] = await sql<SessionRow>({ name: "session-actor", text: SESSION }, [sessionId]);
    if (!row || !isAlive(row, ctx.now)) return null;

    if (ctx.now.getTime() - row.lastSeenAt.getTime() > SEEN_EVERY_MS)
      await db.session.updateMany({
        where: { id: sessionId, lastSeenAt: row.lastSeenAt },
        data: { lastSeenAt: ctx.now },
      });
    const { id, email, name, roles, teamIds, authenticatedAt } = row;
    return {
      kind: "user",
      id,
      email,
      name,
      roles,
      teamIds,
      token: null,
      sessionId,
      authenticatedAt,
    };
  },
});
