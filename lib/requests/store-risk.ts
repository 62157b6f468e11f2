import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { tellOf } from "./announce.ts";
import type { Risk } from "./core/risk.ts";
import { isBelow, requestNumber, TIER_WORDS } from "./core/words.ts";
import { requestData } from "./load-review-rules.ts";
import { tierOf, type LockedRequest } from "./lock-request.ts";
import { reviewTerms, storedRisk } from "./revise.ts";

export type AssessedRequest = { request: LockedRequest; risk: Risk };

/**
 * A step: the request gets this risk, and takes the approvals that its tier asks for. A tier that a
 * reviewer raised stays as the least, whatever scans see later.
 */
export async function storeRisk(
  tx: Tx,
  ctx: Context,
  { request, risk }: AssessedRequest,
): Promise<AuditEntry[]> {
  const { id, riskTier } = request;
  const changes = risk.tier === riskTier ? {} : await changedTerms(tx, ctx, { request, risk });
  await tx.request.update({
    where: { id },
    data: {
      riskTier: risk.tier,
      scannedRisk: storedRisk(risk),
      ...changes,
      updatedAt: ctx.now,
    },
    select: { id: true },
  });
  if (risk.tier === riskTier) return [];
  await tellIfHigher(tx, ctx, { request, risk });
  return [
    {
      action: "request.assess_risk",
      targetKind: "request",
      targetId: id,
      before: { tier: riskTier },
      after: { tier: risk.tier, revision: request.revision },
    },
  ];
}

/** How many people decide follows from the tier; the policy and the clocks stay those that it was submitted under. */
async function changedTerms(tx: Tx, ctx: Context, { request, risk }: AssessedRequest) {
  const data = await requestData(tx, request.id);
  const {
    responseDueAt: _response,
    decisionDueAt: _decision,
    demo: _demo,
    ...terms
  } = await reviewTerms(tx, ctx, {
    subject: { ...request, data },
    tier: risk.tier,
    policyVersion: request.policyVersion,
  });
  return terms;
}

async function tellIfHigher(tx: Tx, ctx: Context, { request, risk }: AssessedRequest) {
  if (!isBelow(tierOf(request), risk.tier)) return;
  await tellOf(tx, ctx, {
    request,
    topic: "request.commented",
    title: `${requestNumber(request.number)} is now ${TIER_WORDS[risk.tier].label.toLowerCase()}: ${request.title}`,
    body: risk.reasons.find(({ rule }) => rule === "trust")?.text ?? "Its scan has ended.",
  });
}
