import { lockServer } from "#lib/catalog/lock-server.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { mayOversee } from "#lib/ownership/core/owner-powers.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { quarantine } from "./quarantine-step.ts";
import { QuarantineServerInput } from "./schemas.ts";

/**
 * Takes a server out of use at once: security and administrators any, a member of the owner team
 * their own. Everyone who uses it is told; lifting it takes an approved request.
 */
export const quarantineServer = defineCommand({
  name: "quarantineServer",
  permission: "server.quarantine",
  input: QuarantineServerInput,

  async run(tx, ctx, { name, reason }) {
    const server = await lockServer(tx, ctx, {
      key: { name },
      select: {
        id: true,
        name: true,
        title: true,
        ownerTeamId: true,
        quarantinedAt: true,
        lifecycle: true,
      },
    });
    if (!mayOversee(server, ctx.actor))
      throw new AppError(
        "forbidden",
        "Security, administrators and the owner team may quarantine a server. Tell them.",
      );
    if (server.quarantinedAt !== null)
      throw new AppError("conflict", "This server is in quarantine already.");

    const entry = await quarantine(tx, ctx, { server, reason });
    return { result: { name: server.name, quarantinedAt: ctx.now }, audit: [entry] };
  },
});
