import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { noticePhase } from "./core/notices.ts";
import { lockNotice, requireOrder, tellUsers, timeFacts } from "./notice-steps.ts";
import { ChangeNoticeInput } from "./schemas.ts";

/** Corrects a notice that is not over; people who use the server hear of it again. */
export const changeNotice = defineCommand({
  name: "changeNotice",
  permission: "server.own",
  input: ChangeNoticeInput,

  async run(tx, ctx, { noticeId, title, body, startsAt, endsAt }) {
    const { server, notice } = await lockNotice(tx, ctx, noticeId);
    if (noticePhase(notice, ctx.now) === "over")
      throw new AppError("conflict", "This is over: announce a new one.");
    requireOrder({ startsAt, endsAt });
    await tx.serverNotice.update({
      where: { id: notice.id },
      data: { title, body, startsAt, endsAt },
      select: { id: true },
    });
    await tellUsers(tx, ctx, { server, kind: notice.kind, title: `changed: ${title}`, body });
    return {
      result: { id: notice.id },
      audit: [
        {
          action: "notice.change",
          targetKind: "server",
          targetId: server.id,
          before: { title: notice.title, body: notice.body, ...timeFacts(notice) },
          after: { notice: notice.id, title, body, ...timeFacts({ startsAt, endsAt }) },
        },
      ],
    };
  },
});
