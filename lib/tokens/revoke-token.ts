import { AppError } from "#lib/kernel/errors.ts";
import { can } from "#lib/kernel/permissions.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { TokenRef } from "./schemas.ts";

/** Stops a token at once and for good: one's own, or anybody's for who manages tokens. */
export const revokeToken = defineCommand({
  name: "revokeToken",
  permission: "token.own",
  input: TokenRef,

  async run(tx, ctx, { tokenId }) {
    const anybodys = can(ctx.actor, "token.manage");
    const token = await tx.accessToken.findFirst({
      where: { id: tokenId, ...(anybodys ? {} : { userId: ctx.actor.id }) },
      select: { id: true, name: true, userId: true },
    });
    // Somebody else's token does not exist for who may not see it.
    if (!token) throw new AppError("not_found", "There is no such token.");

    const { count } = await tx.accessToken.updateMany({
      where: { id: token.id, revokedAt: null },
      data: { revokedAt: ctx.now },
    });
    return {
      result: { name: token.name, changed: count === 1 },
      audit:
        count === 0
          ? []
          : [
              {
                action: "token.revoke",
                targetKind: "token",
                targetId: token.id,
                before: null,
                after: { person: token.userId, name: token.name },
              },
            ],
    };
  },
});
