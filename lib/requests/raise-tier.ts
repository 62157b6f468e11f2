import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { tellOf } from "./announce.ts";
import { isBelow, isEnded, requestNumber, TIER_WORDS, type RiskTier } from "./core/words.ts";
import { startReview } from "./decide-request.ts";
import { mayDecide } from "./core/separation.ts";
import { loadDuties } from "./load-duties.ts";
import { requestData } from "./load-review-rules.ts";
import { lockRequest, tierOf, type LockedRequest } from "./lock-request.ts";
import { reviewTerms } from "./revise.ts";
import { RaiseTierInput } from "./schemas.ts";

/** A reviewer may find a request riskier than computed, never less risky. More people then decide. */
export const raiseTier = defineCommand({
  name: "raiseTier",
  permission: "request.review",
  input: RaiseTierInput,

  async run(tx, ctx, { requestId, tier, reason }) {
    const request = await lockRequest(tx, ctx, requestId);
    if (isEnded(request.state) || request.state === "draft")
      throw new AppError("conflict", `This request is ${request.state}.`);
    await requireRaisable(tx, ctx, { request, tier });
    const data = await requestData(tx, request.id);
    const {
      responseDueAt: _response,
      decisionDueAt: _decision,
      demo: _demo,
      ...terms
    } = await reviewTerms(tx, ctx, {
      subject: { ...request, raisedTier: tier, data },
      tier: request.riskTier,
    });
    if (request.state === "submitted") await startReview(tx, ctx, request);
    await tx.request.update({
      where: { id: request.id },
      data: {
        raisedTier: tier,
        raisedById: ctx.actor.kind === "user" ? ctx.actor.id : null,
        raisedReason: reason,
        ...terms,
        updatedAt: ctx.now,
      },
      select: { id: true },
    });
    await tellOf(tx, ctx, {
      request,
      topic: "request.commented",
      title: `${requestNumber(request.number)} is now ${TIER_WORDS[tier].label.toLowerCase()}: ${request.title}`,
      body: reason,
    });
    return {
      result: { id: request.id, tier },
      audit: [
        {
          action: "request.raise_tier",
          targetKind: "request",
          targetId: request.id,
          before: { tier: tierOf(request) },
          after: { tier, reason },
        },
      ],
    };
  },
});

async function requireRaisable(
  tx: Tx,
  ctx: Context,
  { request, tier }: { request: LockedRequest; tier: RiskTier },
): Promise<void> {
  const { facts } = await loadDuties(tx, request);
  if (ctx.actor.kind === "user") {
    // A vote already given does not bar from raising: it only makes the rest harder.
    const duty = mayDecide({ ...facts, decidedIds: [] }, ctx.actor);
    if (!duty.ok) throw new AppError("forbidden", duty.reason);
  }
  if (isBelow(tierOf(request), tier)) return;
  const now = TIER_WORDS[tierOf(request)].label.toLowerCase();
  throw fieldError("tier", `It is ${now} already: a tier is only raised.`);
}
