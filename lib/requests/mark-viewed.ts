import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { lockRequest } from "./lock-request.ts";
import { loadDuties } from "./load-duties.ts";
import { requirePerson } from "./revise.ts";
import { MarkViewedInput } from "./schemas.ts";

/** Ticks a part of the change as seen, bound to what it is in this revision. A reader's own note. */
export const markViewed = defineCommand({
  name: "markViewed",
  permission: "request.read",
  input: MarkViewedInput,

  async run(tx, ctx, { requestId, revision, part, viewed }) {
    const userId = requirePerson(ctx);
    const request = await lockRequest(tx, ctx, requestId);
    if (revision > request.revision) throw new AppError("conflict", "There is no such revision.");
    const key = { requestId: request.id, userId, part, revision };
    if (!viewed) await tx.viewedMark.deleteMany({ where: key });
    else {
      const { digest } = await loadDuties(tx, request);
      await tx.viewedMark.createMany({
        data: [{ ...key, digest, at: ctx.now }],
        skipDuplicates: true,
      });
    }
    return { result: { viewed }, audit: [] };
  },
});
