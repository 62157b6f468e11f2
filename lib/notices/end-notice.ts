import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { noticePhase } from "./core/notices.ts";
import { lockNotice, tellUsers } from "./notice-steps.ts";
import { NoticeRef } from "./schemas.ts";

/** Says that it is over, or that a planned window is called off. */
export const endNotice = defineCommand({
  name: "endNotice",
  permission: "server.own",
  input: NoticeRef,

  async run(tx, ctx, { noticeId }) {
    const { server, notice } = await lockNotice(tx, ctx, noticeId);
    const phase = noticePhase(notice, ctx.now);
    if (phase === "over") throw new AppError("conflict", "This is over already.");
    await tx.serverNotice.update({
      where: { id: notice.id },
      data: { endedAt: ctx.now },
      select: { id: true },
    });
    const { kind, title } = notice;
    const word = phase === "planned" ? "called off" : "over";
    await tellUsers(tx, ctx, { server, kind, title: `${word}: ${title}`, body: "" });
    return {
      result: { id: notice.id, endedAt: ctx.now },
      audit: [
        {
          action: "notice.end",
          targetKind: "server",
          targetId: server.id,
          before: { title, ended: null },
          after: { notice: notice.id, ended: ctx.now.toISOString() },
        },
      ],
    };
  },
});
