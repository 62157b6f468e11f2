import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { isJsonObject, type Json } from "#lib/kernel/json.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { announceSubmission } from "./announce.ts";
import { decide } from "./core/machine.ts";
import { lockRequest, personId, requireRevision, type LockedRequest } from "./lock-request.ts";
import { missingFields } from "./payload.ts";
import { reviewTerms } from "./revise.ts";
import { SubmitRequestInput } from "./schemas.ts";

/** Hands a draft to review; its clocks begin. */
export const submitRequest = defineCommand({
  permission: "request.create",
  input: SubmitRequestInput,

  async run(tx, ctx, { requestId, revision }) {
    const request = await lockRequest(tx, ctx, requestId);
    const { state, audit } = await handIn(tx, ctx, { request, revision });
    return { result: { id: request.id, state, revision }, audit };
  },
});

/**
 * A step: a locked draft goes to review. A machine's draft may lack what only a person can say.
 * @throws AppError naming the first field that is missing.
 */
export async function handIn(
  tx: Tx,
  ctx: Context,
  { request, revision }: { request: LockedRequest; revision: number },
) {
  const decision = decide(request, "submit", personId(ctx));
  if (!decision.ok) throw new AppError(decision.code, decision.reason);
  requireRevision(request, revision);
  await requireComplete(tx, request);
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
  const audit: AuditEntry = {
    action: "request.submit",
    targetKind: "request",
    targetId: request.id,
    before: { state: request.state },
    after: { state: decision.next, revision },
  };
  return { state: decision.next, audit: [audit] };
}

async function requireComplete(tx: Tx, request: LockedRequest): Promise<void> {
  const { payload } = await tx.requestRevision.findUniqueOrThrow({
    where: { requestId_revision: { requestId: request.id, revision: request.revision } },
    select: { payload: true },
  });
  const asked = payload as Json;
  const [missing] = missingFields(request.kind, isJsonObject(asked) ? asked : {});
  if (missing) throw fieldError(missing[0], missing[1]);
}
