import { AppError } from "#lib/kernel/errors.ts";
import { membersOf } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { publisherPath } from "./core/paths.ts";
import { lockIdentity, requireLooksAfter } from "./lock-identity.ts";
import { IdentityRef } from "./schemas.ts";

/** Stops a handover in its days of cooling off: an administrator, or the team that gives away. */
export const stopHandover = defineCommand({
  name: "stopHandover",
  permission: "server.own",
  input: IdentityRef,

  async run(tx, ctx, { id }) {
    const publisher = await lockIdentity(tx, id);
    requireLooksAfter(publisher, ctx.actor);
    const { handoverToId, handoverTo } = publisher;
    if (handoverToId === null)
      throw new AppError("conflict", "It is not being handed over, or it was handed over already.");
    await tx.publisher.update({
      where: { id },
      data: { handoverToId: null, handoverAt: null },
      select: { id: true },
    });
    await writeEvent(tx, ctx, {
      topic: "publisher.handover",
      subject: { kind: "publisher", id },
      title: `${publisher.name} stays where it is`,
      body: `${ctx.actor.name} stopped the handover.`,
      link: publisherPath(id),
      to: await membersOf(tx, [publisher.teamId, handoverToId]),
      data: { publisher: publisher.name },
    });
    return {
      result: { id },
      audit: [
        {
          action: "identity.stop_handover",
          targetKind: "publisher",
          targetId: id,
          before: { team: handoverTo?.slug ?? null },
          after: { team: publisher.team?.slug ?? null },
        },
      ],
    };
  },
});
