import { serverPath } from "#lib/catalog/core/paths.ts";
import { lockServer } from "#lib/catalog/lock-server.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { membersOf, peopleWithRole, usersOf } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { mayOversee } from "#lib/ownership/core/owner-powers.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
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

    await tx.server.update({
      where: { id: server.id },
      data: { quarantinedAt: ctx.now, quarantineNote: reason, updatedAt: ctx.now },
      select: { id: true },
    });
    await writeEvent(tx, ctx, {
      topic: "server.quarantined",
      subject: { kind: "server", id: server.id },
      title: `${server.title ?? server.name} is in quarantine`,
      body: reason,
      link: serverPath(server.name),
      to: [
        ...(await peopleWithRole(tx, "security")),
        ...(await membersOf(tx, [server.ownerTeamId])),
        ...(await usersOf(tx, server.id)),
      ],
      data: { server: server.name, reason },
    });
    return {
      result: { name: server.name, quarantinedAt: ctx.now },
      audit: [
        {
          action: "server.quarantine",
          targetKind: "server",
          targetId: server.id,
          before: { quarantined: null },
          after: { quarantined: ctx.now.toISOString(), reason },
        },
      ],
    };
  },
});
