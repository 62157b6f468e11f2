import { membersOf, usersOf } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { Effect } from "./effect.ts";

/** The server is offered again. The database asks for the approved request. */
export const liftQuarantine: Effect = async (tx, ctx, { request, reason }) => {
  if (request.serverId === null) throw new TypeError("A lifted quarantine has no server.");
  const server = await tx.server.findUniqueOrThrow({
    where: { id: request.serverId },
    select: {
      name: true,
      title: true,
      ownerTeamId: true,
      quarantinedAt: true,
      quarantineNote: true,
    },
  });
  if (server.quarantinedAt === null) return [];
  await tx.server.update({
    where: { id: request.serverId },
    data: { quarantinedAt: null, quarantineNote: null, updatedAt: ctx.now },
    select: { id: true },
  });
  await writeEvent(tx, ctx, {
    topic: "server.released",
    subject: { kind: "server", id: request.serverId },
    title: `${server.title ?? server.name} may be used again`,
    body: reason,
    link: serverPath(server.name),
    to: [...(await membersOf(tx, [server.ownerTeamId])), ...(await usersOf(tx, request.serverId))],
    data: { server: server.name },
  });
  return [
    {
      action: "server.lift_quarantine",
      targetKind: "server",
      targetId: request.serverId,
      before: { quarantined: server.quarantinedAt.toISOString(), note: server.quarantineNote },
      after: { request: request.number, reason },
    },
  ];
};
