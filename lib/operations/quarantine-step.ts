import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { membersOf, peopleWithRole, usersOf } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";

type Server = { id: string; name: string; title: string | null; ownerTeamId: string | null };

/** A step: takes a locked server that is not in quarantine out of use, and tells everyone who uses it. */
export async function quarantine(
  tx: Tx,
  ctx: Context,
  { server, reason }: { server: Server; reason: string },
): Promise<AuditEntry> {
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
    action: "server.quarantine",
    targetKind: "server",
    targetId: server.id,
    before: { quarantined: null },
    after: { quarantined: ctx.now.toISOString(), reason },
  };
}
