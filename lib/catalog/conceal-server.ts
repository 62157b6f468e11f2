import { defineCommand } from "#lib/verbs/define-command.ts";
import { lockServer, requireServerAction } from "./lock-server.ts";
import { ServerRef } from "./server-schemas.ts";

const SELECT = { id: true, ownerTeamId: true, exposed: true } as const;

/** Takes a server out of the anonymous feed. */
export const concealServer = defineCommand({
  name: "concealServer",
  permission: "server.expose",
  input: ServerRef,

  async run(tx, ctx, { name }) {
    const row = await lockServer(tx, ctx, { key: { name }, select: SELECT });
    requireServerAction(ctx, row, "conceal");
    await tx.server.update({
      where: { id: row.id },
      data: { exposed: false, updatedAt: ctx.now },
      select: { id: true },
    });
    return {
      result: { exposed: false },
      audit: [
        {
          action: "server.conceal",
          targetKind: "server",
          targetId: row.id,
          before: { exposed: true },
          after: { exposed: false },
        },
      ],
    };
  },
});
