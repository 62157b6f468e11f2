import { randomUUID } from "node:crypto";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { requirePerson } from "#lib/requests/revise.ts";
import { lockOperated } from "#lib/ownership/lock-owned.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { requireOrder, tellUsers, timeFacts } from "./notice-steps.ts";
import { AnnounceNoticeInput } from "./schemas.ts";

/** Tells everyone who uses a server of a maintenance window or an incident. */
export const announceNotice = defineCommand({
  name: "announceNotice",
  permission: "server.own",
  input: AnnounceNoticeInput,

  async run(tx, ctx, { name, kind, title, body, startsAt, endsAt }) {
    const authorId = requirePerson(ctx);
    const server = await lockOperated(tx, ctx, name);
    if (server.lifecycle === "retired")
      throw new AppError("conflict", "This server is retired: nobody uses it any more.");
    requireOrder({ startsAt, endsAt });
    if (endsAt !== null && endsAt <= ctx.now) throw fieldError("endsAt", "This is over already.");
    const id = randomUUID();
    await tx.serverNotice.create({
      data: {
        id,
        serverId: server.id,
        kind,
        title,
        body,
        startsAt,
        endsAt,
        authorId,
        createdAt: ctx.now,
      },
      select: { id: true },
    });
    await tellUsers(tx, ctx, { server, kind, title, body });
    return {
      result: { id, server: name },
      audit: [
        {
          action: "notice.announce",
          targetKind: "server",
          targetId: server.id,
          before: null,
          after: { notice: id, kind, title, body, ...timeFacts({ startsAt, endsAt }) },
        },
      ],
    };
  },
});
