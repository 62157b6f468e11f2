import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { CHECKLIST } from "#lib/reviews/core/policy.ts";
import { isEnded } from "./core/words.ts";
import { lockRequest, requireRevision } from "./lock-request.ts";
import { requirePerson } from "./revise.ts";
import { MarkChecklistInput } from "./schemas.ts";

/** A reviewer's answer to one line of the checklist, with the evidence for it. */
export const markChecklist = defineCommand({
  name: "markChecklist",
  permission: "request.review",
  input: MarkChecklistInput,

  async run(tx, ctx, { requestId, revision, itemKey, checked, evidence }) {
    const userId = requirePerson(ctx);
    const request = await lockRequest(tx, ctx, requestId);
    if (isEnded(request.state)) throw new AppError("conflict", `This request is ${request.state}.`);
    if (userId === request.requesterId)
      throw new AppError(
        "forbidden",
        "You asked for this yourself: a reviewer ticks the checklist.",
      );
    requireRevision(request, revision);
    if (!(itemKey in CHECKLIST)) throw fieldError("itemKey", "There is no such line.");
    const key = { requestId: request.id, revision, itemKey };
    const before = await tx.checklistMark.findUnique({
      where: { requestId_revision_itemKey: key },
      select: { checked: true, evidence: true },
    });
    const facts = { checked, evidence, userId, at: ctx.now };
    await tx.checklistMark.upsert({
      where: { requestId_revision_itemKey: key },
      create: { ...key, ...facts },
      update: facts,
      select: { itemKey: true },
    });
    return {
      result: { itemKey, checked },
      audit: [
        {
          action: "request.check",
          targetKind: "request",
          targetId: request.id,
          before: before
            ? { item: itemKey, checked: before.checked, evidence: before.evidence }
            : null,
          after: { item: itemKey, checked, evidence, revision },
        },
      ],
    };
  },
});
