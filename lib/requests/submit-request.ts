import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { canonicalJson, isJsonObject, type Json } from "#lib/kernel/json.ts";
import { scanSubmitted } from "#lib/trust/submissions/scan-submitted.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { announceSubmission } from "./announce.ts";
import { decide } from "./core/machine.ts";
import { lockRequest, personId, requireRevision, type LockedRequest } from "./lock-request.ts";
import {
  readRevision,
  reviewTerms,
  scanned,
  storedRisk,
  storeRevision,
  type Revision,
} from "./revise.ts";
import { CreateRequestInput, SubmitRequestInput } from "./schemas.ts";
import { titleOf } from "./title.ts";

/** Hands a draft to review; its clocks begin. */
export const submitRequest = defineCommand({
  name: "submitRequest",
  permission: "request.create",
  input: SubmitRequestInput,

  async run(tx, ctx, { requestId, revision }) {
    const request = await lockRequest(tx, ctx, requestId);
    const handed = await handIn(tx, ctx, { request, revision });
    return {
      result: { id: request.id, state: handed.state, revision: handed.revision },
      audit: handed.audit,
    };
  },
});

/**
 * A step: a locked draft goes to review, read in full against the catalog as it is now. Where that
 * finds another risk or document than when the draft was written, it becomes a revision of its own.
 * @throws AppError naming every field that is missing.
 */
export async function handIn(
  tx: Tx,
  ctx: Context,
  { request, revision }: { request: LockedRequest; revision: number },
) {
  const decision = decide(request, "submit", personId(ctx));
  if (!decision.ok) throw new AppError(decision.code, decision.reason);
  requireRevision(request, revision);
  const { read, revision: now } = await readAgain(tx, ctx, request);
  const { ownerTeamId, data, risk, target, proposal } = read;
  const { kind, requesterId, raisedTier } = request;
  const terms = await reviewTerms(tx, ctx, {
    subject: { kind, requesterId, raisedTier, ownerTeamId, data },
    tier: risk.tier,
  });
  const title = titleOf(kind, proposal);
  await tx.request.update({
    where: { id: request.id },
    data: {
      state: decision.next,
      revision: now,
      title,
      serverId: target?.id ?? null,
      serverName: proposal.serverName,
      ownerTeamId,
      riskTier: risk.tier,
      submittedAt: ctx.now,
      ...terms,
      expiresAt: null,
      updatedAt: ctx.now,
    },
    select: { id: true },
  });
  await scanSubmitted(tx, ctx, {
    ...{ requestId: request.id, revision: now, requesterId },
    ...scanned(read),
  });
  const { dataOwnerTeamId } = terms;
  await announceSubmission(tx, ctx, { ...request, title, ownerTeamId, dataOwnerTeamId });
  const audit: AuditEntry = {
    action: "request.submit",
    targetKind: "request",
    targetId: request.id,
    before: { state: request.state },
    after: { state: decision.next, revision: now },
  };
  return { state: decision.next, revision: now, audit: [audit] };
}

/** What the draft asks for now; a revision of its own where that is not what was stored. */
async function readAgain(tx: Tx, ctx: Context, request: LockedRequest) {
  const { id, kind, revision } = request;
  const { asked, digest, risk, row } = await storedDraft(tx, request);
  const read = await readRevision(tx, ctx, { kind, asked, requestId: id, draft: false });
  if (read.digest === digest && riskText(read) === risk) return { read, revision };
  await storeRevision(tx, ctx, { ...row, revision: revision + 1, read });
  return { read, revision: revision + 1 };
}

/** A step: what the draft says, as if it were asked for just now. */
async function storedDraft(tx: Tx, { id, kind, revision, serverId, serverName }: LockedRequest) {
  const row = await tx.requestRevision.findUniqueOrThrow({
    where: { requestId_revision: { requestId: id, revision } },
    include: { request: { select: { justification: true } } },
  });
  const { document, digest, evidence, createdById, riskReasons, request } = row;
  const payload = row.payload as Json;
  const asked = CreateRequestInput.parse({
    ...(isJsonObject(payload) ? payload : {}),
    ...(document === null ? {} : { server: document }),
    // A new server is named by its document.
    ...(kind === "list_server" && serverId === null && document === null ? {} : { serverName }),
    kind,
    justification: request.justification,
  });
  return {
    asked,
    digest,
    risk: canonicalJson(riskReasons as Json),
    row: { requestId: id, createdById, evidence },
  };
}

const riskText = ({ risk }: Revision) =>
  canonicalJson(JSON.parse(JSON.stringify(storedRisk(risk))) as Json);
