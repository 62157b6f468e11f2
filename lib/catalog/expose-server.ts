import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { lockServer, requireServerAction } from "./lock-server.ts";
import { ServerRef } from "./server-schemas.ts";

const SELECT = { id: true, ownerTeamId: true, exposed: true, visibility: true } as const;

/** Puts a server into the anonymous feed; what was never approved stays out of it all the same. */
export const exposeServer = defineCommand({
  name: "exposeServer",
  permission: "server.expose",
  input: ServerRef,

  async run(tx, ctx, { name }) {
    const row = await lockServer(tx, ctx, { key: { name }, select: SELECT });
    requireServerAction(ctx, row, "expose");
    if (row.visibility !== "everyone")
      throw new AppError(
        "conflict",
        "Only chosen teams see this server. Show it to everyone before it enters the anonymous feed.",
      );
    await tx.server.update({
      where: { id: row.id },
      data: { exposed: true, updatedAt: ctx.now },
      select: { id: true },
    });
    return {
      result: { exposed: true },
      audit: [
        {
          action: "server.expose",
          targetKind: "server",
          targetId: row.id,
          before: { exposed: false },
          after: { exposed: true },
        },
      ],
    };
  },
});
