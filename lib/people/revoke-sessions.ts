import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { sessionOwner } from "./list-sessions.ts";
import { revokeSessionsOf } from "./person-steps.ts";
import { RevokeSessionsInput } from "./schemas.ts";

/** Ends one session or all of a person's: one's own, or anybody's for who manages people. */
export const revokeSessions = defineCommand({
  name: "revokeSessions",
  permission: "session.own",
  input: RevokeSessionsInput,

  async run(tx, ctx, { email, sessionId }) {
    if (email === undefined && ctx.actor.kind !== "user")
      throw fieldError("email", "Say whose sessions to end.");
    const person = await tx.user.findFirst({
      where: sessionOwner(ctx, email),
      select: { id: true },
    });
    if (!person) throw new AppError("not_found", "There is no such person or session.");

    const ended = await revokeSessionsOf(
      tx,
      { userId: person.id, ...(sessionId ? { id: sessionId } : {}) },
      { at: ctx.now, reason: `Ended by ${ctx.actor.name}` },
    );
    if (sessionId && ended === 0)
      throw new AppError("not_found", "There is no such person or session.");
    return {
      result: { ended },
      audit:
        ended === 0
          ? []
          : [
              {
                action: "session.revoke",
                targetKind: "person",
                targetId: person.id,
                before: null,
                after: { sessions: ended, session: sessionId ?? "all" },
              },
            ],
    };
  },
});
