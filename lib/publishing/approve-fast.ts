import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { membersOf, peopleWithRole } from "#lib/notifications/audience.ts";
import { tellOf } from "#lib/requests/announce.ts";
import { decide } from "#lib/requests/core/machine.ts";
import { requestNumber } from "#lib/requests/core/words.ts";
import { applyEffect } from "#lib/requests/effects/apply-effect.ts";
import { lockRequest, type LockedRequest } from "#lib/requests/lock-request.ts";

type Fast = { request: LockedRequest; reasons: readonly string[]; validUntil: Date | null };

/**
 * A step: a locked draft goes its whole way in one transaction. The database lets it pass only
 * where the policy in force says so and the tier is medium at most (`gatehouse_request_moves`).
 */
export async function approveFast(tx: Tx, ctx: Context, fast: Fast): Promise<AuditEntry[]> {
  const { request, reasons, validUntil } = fast;
  const { id } = request;
  const move = (data: Parameters<Tx["request"]["update"]>[0]["data"]) =>
    tx.request.update({
      where: { id },
      data: { ...data, updatedAt: ctx.now },
      select: { id: true },
    });
  const moved = decide({ state: "in_review", requesterId: request.requesterId }, "approve", null);
  if (!moved.ok) throw new AppError(moved.code, moved.reason);
  await move({
    state: "submitted",
    submittedAt: ctx.now,
    expiresAt: null,
    requiredSecurity: 0,
    requiresOwnerTeam: false,
    requiresAdmin: false,
    dataOwnerTeamId: null,
  });
  await move({ state: "in_review", respondedAt: ctx.now });
  await move({ state: moved.next, decidedAt: ctx.now });
  const effects = await applyEffect(tx, ctx, await lockRequest(tx, ctx, id));
  await endWith(tx, id, validUntil);
  await tell(tx, ctx, fast);
  return [
    {
      action: "request.fast_track",
      targetKind: "request",
      targetId: id,
      before: { state: request.state },
      after: {
        state: moved.next,
        tier: request.riskTier,
        policy: request.policyVersion,
        because: [...reasons],
      },
    },
    ...effects,
  ];
}

/** What nobody reviewed lives no longer than the approval that it rests on. */
async function endWith(tx: Tx, requestId: string, validUntil: Date | null): Promise<void> {
  if (validUntil === null) return;
  await tx.approval.updateMany({
    where: { requestId, expiresAt: { gt: validUntil } },
    data: { expiresAt: validUntil },
  });
}

/** Who would have reviewed it hears of it. */
async function tell(tx: Tx, ctx: Context, { request, reasons }: Fast): Promise<void> {
  await tellOf(tx, ctx, {
    request,
    topic: "request.decided",
    title: `${requestNumber(request.number)}: approved without a review: ${request.title}`,
    body: reasons.join(" "),
    to: [
      ...(await peopleWithRole(tx, "security")),
      ...(await membersOf(tx, [request.ownerTeamId])),
    ],
  });
}
