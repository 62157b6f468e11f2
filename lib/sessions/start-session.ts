import type { SignInRefusal } from "#lib/auth/core/sign-in-refusal.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { expiryOf } from "./core/limits.ts";
import { StartSessionInput } from "./schemas.ts";

/**
 * Called by our own sign-in only, after the person proved who they are: in the log it is they who
 * signed in.
 */
export const startSession = defineCommand({
  name: "startSession",
  permission: "identity.resolve",
  input: StartSessionInput,

  async run(tx, ctx, { userId, method, userAgent, authenticatedAt = ctx.now }) {
    const person = await tx.user.findUnique({
      where: { id: userId },
      select: { id: true, name: true, disabledAt: true },
    });
    if (!person || person.disabledAt)
      throw new AppError("forbidden", "This account is disabled. Ask an administrator.", {
        about: { kind: "person", id: userId },
        reason: "account_disabled" satisfies SignInRefusal,
      });

    const session = await tx.session.create({
      data: {
        userId,
        method,
        userAgent,
        authenticatedAt: authenticatedAt < ctx.now ? authenticatedAt : ctx.now,
        lastSeenAt: ctx.now,
        expiresAt: expiryOf(ctx.now),
      },
      select: { id: true, expiresAt: true },
    });
    return {
      result: session,
      audit: [
        {
          action: "session.start",
          targetKind: "session",
          targetId: session.id,
          before: null,
          after: { person: userId, method },
          by: userId,
        },
      ],
    };
  },
});
