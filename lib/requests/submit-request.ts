import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { announceSubmission } from "./announce.ts";
import { decide } from "./core/machine.ts";
import { lockRequest, personId, requireRevision } from "./lock-request.ts";
import { reviewTerms } from "./revise.ts";
import { SubmitRequestInput } from "./schemas.ts";

/** Hands a draft to review; its clocks begin. */
export const submitRequest = defineCommand({
  permission: "request.create",
  input: SubmitRequestInput,

  async run(tx, ctx, { requestId, revision }) {
    const request = await lockRequest(tx, ctx, requestId);
    const decision = decide(request, "submit", personId(ctx));
    if (!decision.ok) throw new AppError(decision.code, decision.reason);
    requireRevision(request, revision);
    const terms = await reviewTerms(tx, ctx, { subject: request, tier: request.riskTier });
    await tx.request.update({
      where: { id: request.id },
      data: {
        state: decision.next,
        submittedAt: ctx.now,
        ...terms,
        expiresAt: null,
        updatedAt: ctx.now,
      },
      select: { id: true },
    });
    await announceSubmission(tx, ctx, request);
    return {
      result: { id: request.id, state: decision.next, revision },
      audit: [
        {
          action: "request.submit",
          targetKind: "request",
          targetId: request.id,
          before: { state: request.state },
          after: { state: decision.next, revision },
        },
      ],
    };
  },
});
