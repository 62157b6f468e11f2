import type { z } from "zod";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { scanSubmitted } from "#lib/trust/submissions/scan-submitted.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { announceSubmission, tellOf } from "./announce.ts";
import { decide } from "./core/machine.ts";
import { IDLE_DAYS } from "./core/periods.ts";
import { requestNumber, type RequestState } from "./core/words.ts";
import { wordsOf } from "./create-request.ts";
import { lockRequest, personId, requireRevision, type LockedRequest } from "./lock-request.ts";
import {
  readRevision,
  requirePerson,
  reviewTerms,
  scanned,
  storeRevision,
  type Revision,
} from "./revise.ts";
import { EditRequestInput } from "./schemas.ts";
import { titleOf } from "./title.ts";

/**
 * A new revision. Votes of earlier revisions count no more, a tier that a reviewer raised stays the
 * least, and clocks that stood still go on.
 */
export const editRequest = defineCommand({
  name: "editRequest",
  permission: "request.create",
  input: EditRequestInput,

  async run(tx, ctx, input) {
    const request = await lockRequest(tx, ctx, input.requestId);
    return storeEdit(tx, ctx, { request, input });
  },
});

type Edit = { request: LockedRequest; input: z.output<typeof EditRequestInput> };

/** A step: the new revision of a request that is locked. What stays a draft may lack anything. */
export async function storeEdit(tx: Tx, ctx: Context, { request, input }: Edit) {
  const createdById = requirePerson(ctx);
  const decision = decide(request, "edit", personId(ctx));
  if (!decision.ok) throw new AppError(decision.code, decision.reason);
  requireRevision(request, input.revision);

  const read = await readRevision(tx, ctx, {
    kind: request.kind,
    asked: input,
    requestId: request.id,
    draft: request.state === "draft" && !input.submit,
  });
  if (read.proposal.serverName !== request.serverName && request.serverId !== null)
    throw new AppError("conflict", "A request stays about its server: withdraw it and ask anew.");
  const submits = request.state === "draft" && input.submit;
  const edited: Edited = {
    request,
    read,
    revision: request.revision + 1,
    title: titleOf(request.kind, read.proposal),
    submits,
    state: submits ? "submitted" : decision.next,
  };
  const { revision, state } = edited;
  await storeRevision(tx, ctx, {
    requestId: request.id,
    revision,
    createdById,
    evidence: input.evidence,
    read,
  });
  const columns = await columnsOf(tx, ctx, edited);
  await tx.request.update({
    where: { id: request.id },
    data: { ...wordsOf(input), ...columns },
    select: { id: true },
  });
  await scanEdit(tx, ctx, edited);
  await tellOfEdit(tx, ctx, { ...edited, dataOwnerTeamId: columns.dataOwnerTeamId });
  const audit: AuditEntry = {
    action: submits ? "request.submit" : "request.edit",
    targetKind: "request",
    targetId: request.id,
    before: { revision: request.revision, state: request.state, tier: request.riskTier },
    after: { revision, state, tier: read.risk.tier, digest: read.digest },
  };
  return { result: { id: request.id, revision, state, riskTier: read.risk.tier }, audit: [audit] };
}

type Edited = {
  request: LockedRequest;
  read: Revision;
  revision: number;
  title: string;
  submits: boolean;
  state: RequestState;
};

async function scanEdit(tx: Tx, ctx: Context, edited: Edited): Promise<void> {
  const { state, request, revision, read } = edited;
  if (state === "draft") return;
  const { id: requestId, requesterId } = request;
  await scanSubmitted(tx, ctx, { requestId, revision, requesterId, ...scanned(read) });
}

/** What the new revision asks for, what it takes now, and clocks that go on where they stood. */
async function columnsOf(tx: Tx, ctx: Context, edited: Edited) {
  const { request, read, revision, title, submits, state } = edited;
  const { kind, requesterId, raisedTier } = request;
  const { responseDueAt, decisionDueAt, ...terms } = await reviewTerms(tx, ctx, {
    subject: { kind, requesterId, raisedTier, ownerTeamId: read.ownerTeamId, data: read.data },
    tier: read.risk.tier,
  });
  const pausedMs = request.pausedAt ? ctx.now.getTime() - request.pausedAt.getTime() : 0;
  const later = (due: Date | null) => (due === null ? null : new Date(due.getTime() + pausedMs));
  const clocks = submits
    ? { responseDueAt, decisionDueAt, submittedAt: ctx.now }
    : {
        responseDueAt: later(request.responseDueAt),
        decisionDueAt: later(request.decisionDueAt),
      };
  return {
    revision,
    state,
    title,
    serverId: read.target?.id ?? null,
    serverName: read.proposal.serverName,
    ownerTeamId: read.ownerTeamId,
    riskTier: read.risk.tier,
    scannedRisk: Prisma.DbNull,
    ...terms,
    ...clocks,
    pausedAt: null,
    pausedSeconds: request.pausedSeconds + Math.round(pausedMs / 1000),
    expiresAt: state === "draft" ? new Date(ctx.now.getTime() + IDLE_DAYS * 86_400_000) : null,
    updatedAt: ctx.now,
  };
}

async function tellOfEdit(
  tx: Tx,
  ctx: Context,
  edited: Edited & { dataOwnerTeamId: string | null },
): Promise<void> {
  const { request, read, title, submits, state } = edited;
  const about = { id: request.id, number: request.number, title };
  if (submits)
    await announceSubmission(tx, ctx, {
      ...about,
      ownerTeamId: read.ownerTeamId,
      dataOwnerTeamId: edited.dataOwnerTeamId,
      requesterId: request.requesterId,
    });
  else if (state !== "draft")
    await tellOf(tx, ctx, {
      request: about,
      topic: "request.revised",
      title: `${requestNumber(request.number)} has a new revision: ${title}`,
    });
}
