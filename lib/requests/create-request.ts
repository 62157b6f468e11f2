import { randomUUID } from "node:crypto";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { scanSubmitted } from "#lib/trust/submissions/scan-submitted.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { requiredCount, requiredOf } from "./core/approvals.ts";
import { IDLE_DAYS } from "./core/periods.ts";
import type { RequestState } from "./core/words.ts";
import { announceSubmission, watch } from "./announce.ts";
import { readRevision, requirePerson, reviewTerms, scanned, storeRevision } from "./revise.ts";
import { CreateRequestInput, type CreateRequest } from "./schemas.ts";
import { titleOf } from "./title.ts";

/** Asks for something: as a draft, or submitted to review at once. */
export const createRequest = defineCommand({
  name: "createRequest",
  permission: "request.create",
  input: CreateRequestInput,

  async run(tx, ctx, input) {
    const requesterId = requirePerson(ctx);
    const { id, number, state, risk, terms, serverName } = await openRequest(tx, ctx, {
      input,
      requesterId,
    });
    return {
      result: {
        id,
        number,
        state,
        revision: 1,
        riskTier: risk.tier,
        requiredApprovals: requiredCount(requiredOf(terms)),
      },
      audit: [
        {
          action: state === "draft" ? "request.draft" : "request.submit",
          targetKind: "request",
          targetId: id,
          before: null,
          after: { kind: input.kind, server: serverName, revision: 1, tier: risk.tier, state },
        },
      ],
    };
  },
});

type Opening = { input: CreateRequest; requesterId: string };

/** A step: the rows of a new request, and word to who reviews it. A draft may lack anything. */
export async function openRequest(tx: Tx, ctx: Context, { input, requesterId }: Opening) {
  const { kind } = input;
  const draft = !input.submit;
  const read = await readRevision(tx, ctx, { kind, asked: input, requestId: null, draft });
  const { proposal, target, ownerTeamId, data, risk } = read;
  const subject = { kind, requesterId, ownerTeamId, raisedTier: null, data };
  const terms = await reviewTerms(tx, ctx, { subject, tier: risk.tier });
  const state: RequestState = input.submit ? "submitted" : "draft";
  const id = randomUUID();
  const title = titleOf(kind, proposal);
  const row = await tx.request.create({
    data: {
      id,
      kind,
      state,
      submittedAt: state === "submitted" ? ctx.now : null,
      serverId: target?.id ?? null,
      serverName: proposal.serverName,
      requesterId,
      ownerTeamId,
      title,
      ...wordsOf(input),
      riskTier: risk.tier,
      ...terms,
      ...(state === "draft" ? { responseDueAt: null, decisionDueAt: null } : {}),
      origin: input.origin_of_request,
      createdAt: ctx.now,
      updatedAt: ctx.now,
      expiresAt: state === "draft" ? new Date(ctx.now.getTime() + IDLE_DAYS * 86_400_000) : null,
    },
    select: { number: true },
  });
  await watch(tx, id, requesterId);
  await storeRevision(tx, ctx, {
    requestId: id,
    revision: 1,
    createdById: requesterId,
    evidence: input.evidence,
    read,
  });
  if (state === "submitted") {
    await scanSubmitted(tx, ctx, { requestId: id, revision: 1, requesterId, ...scanned(read) });
    await announceSubmission(tx, ctx, { ...terms, ...row, id, title, ownerTeamId, requesterId });
  }
  return { id, number: row.number, state, risk, terms, serverName: proposal.serverName };
}

type Words = Pick<
  CreateRequest,
  "justification" | "dataTouched" | "usedBy" | "urgency" | "targetDate"
>;

/** What people wrote beside what they ask for, as columns. */
export const wordsOf = (input: Words) => ({
  justification: input.justification,
  dataTouched: input.dataTouched,
  usedBy: input.usedBy,
  urgency: input.urgency,
  targetDate: input.targetDate === null ? null : new Date(input.targetDate),
});
