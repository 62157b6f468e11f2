import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { tellOf } from "./announce.ts";
import { decide } from "./core/machine.ts";
import { requestNumber } from "./core/words.ts";
import { lockRequest, personId } from "./lock-request.ts";
import { WithdrawRequestInput } from "./schemas.ts";

/** Takes a request back; it is kept, and nothing of it takes effect. */
export const withdrawRequest = defineCommand({
  name: "withdrawRequest",
  permission: "request.create",
  input: WithdrawRequestInput,

  async run(tx, ctx, { requestId, reason }) {
    const request = await lockRequest(tx, ctx, requestId);
    const decision = decide(request, "withdraw", personId(ctx));
    if (!decision.ok) throw new AppError(decision.code, decision.reason);
    await tx.request.update({
      where: { id: request.id },
      data: {
        state: decision.next,
        decidedAt: ctx.now,
        pausedAt: null,
        expiresAt: null,
        updatedAt: ctx.now,
      },
      select: { id: true },
    });
    if (request.state !== "draft")
      await tellOf(tx, ctx, {
        request,
        topic: "request.decided",
        title: `${requestNumber(request.number)} was withdrawn: ${request.title}`,
      });
    return {
      result: { id: request.id, state: decision.next },
      audit: [
        {
          action: "request.withdraw",
          targetKind: "request",
          targetId: request.id,
          before: { state: request.state },
          after: { state: decision.next, reason },
        },
      ],
    };
  },
});
