import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { ownId } from "./own-id.ts";
import { MarkReadInput } from "./schemas.ts";

/** Marks one of one's own notifications as read, or all. A reader's own note: no record is kept. */
export const markRead = defineCommand({
  name: "markRead",
  permission: "notification.own",
  input: MarkReadInput,

  async run(tx, ctx, input) {
    const own = { userId: ownId(ctx), ...("id" in input ? { id: input.id } : {}) };
    if ("id" in input && (await tx.notification.count({ where: own })) === 0)
      throw new AppError("not_found", "There is no such notification.");
    const { count } = await tx.notification.updateMany({
      where: { ...own, readAt: null },
      data: { readAt: ctx.now },
    });
    return { result: { marked: count }, audit: [] };
  },
});
