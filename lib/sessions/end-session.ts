import { defineCommand } from "#lib/verbs/define-command.ts";
import { SessionRef } from "./schemas.ts";

/** Signing out: ends the actor's own session. Ending one that has ended already is no error. */
export const endSession = defineCommand({
  name: "endSession",
  permission: "session.own",
  input: SessionRef,

  async run(tx, ctx, { sessionId }) {
    const { count } = await tx.session.updateMany({
      where: { id: sessionId, userId: ctx.actor.id, revokedAt: null },
      data: { revokedAt: ctx.now, revokedReason: "Signed out" },
    });
    return {
      result: { ended: count === 1 },
      audit:
        count === 1
          ? [
              {
                action: "session.end",
                targetKind: "session",
                targetId: sessionId,
                before: null,
                after: null,
              },
            ]
          : [],
    };
  },
});
