import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { ViewRef } from "./schemas.ts";

/** Removes one's own saved view, for everybody if it was shared. */
export const removeView = defineCommand({
  name: "removeView",
  permission: "view.save",
  input: ViewRef,

  async run(tx, ctx, { id }) {
    const view = await tx.savedView.findFirst({
      where: { id, userId: ctx.actor.id },
      select: { name: true, query: true, shared: true },
    });
    if (!view)
      throw new AppError("not_found", "That view does not exist, or it is somebody else's.");
    await tx.savedView.delete({ where: { id }, select: { id: true } });
    return {
      result: { id },
      audit: [
        { action: "view.remove", targetKind: "view", targetId: id, before: view, after: null },
      ],
    };
  },
});
