import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { tellOf, watch } from "./announce.ts";
import { isEnded, requestNumber } from "./core/words.ts";
import { mayDecide } from "./core/separation.ts";
import { startReview } from "./decide-request.ts";
import { loadDuties } from "./load-duties.ts";
import { lockRequest, personId, type LockedRequest } from "./lock-request.ts";
import { AssignRequestInput } from "./schemas.ts";

/** Claims a request, gives it to another reviewer, or puts it back. Claiming begins the review. */
export const assignRequest = defineCommand({
  name: "assignRequest",
  permission: "request.review",
  input: AssignRequestInput,

  async run(tx, ctx, { requestId, assignee }) {
    const request = await lockRequest(tx, ctx, requestId);
    if (isEnded(request.state) || request.state === "draft")
      throw new AppError("conflict", `This request is ${request.state} and needs no reviewer.`);
    const person = await reviewerOf(tx, ctx, { request, assignee });
    const result = { id: request.id, assignee: person?.email ?? null };
    const assigneeId = person?.id ?? null;
    if (assigneeId === request.assigneeId)
      return { result: { ...result, changed: false }, audit: [] };

    await tx.request.update({
      where: { id: request.id },
      data: { assigneeId, updatedAt: ctx.now },
      select: { id: true },
    });
    if (person) await handOver(tx, ctx, { request, personId: person.id });
    return {
      result: { ...result, changed: true },
      audit: [
        {
          action: "request.assign",
          targetKind: "request",
          targetId: request.id,
          before: { assignee: request.assigneeId },
          after: { assignee: assigneeId },
        },
      ],
    };
  },
});

/** Taking it begins the review; who is given it by somebody else is told. */
async function handOver(
  tx: Tx,
  ctx: Context,
  { request, personId: reviewer }: { request: LockedRequest; personId: string },
): Promise<void> {
  if (request.state === "submitted") await startReview(tx, ctx, request);
  await watch(tx, request.id, reviewer);
  if (reviewer === personId(ctx)) return;
  await tellOf(tx, ctx, {
    request,
    topic: "request.assigned",
    title: `${requestNumber(request.number)} is yours to review: ${request.title}`,
    to: [reviewer],
  });
}

async function reviewerOf(
  tx: Tx,
  ctx: Context,
  { request, assignee }: { request: LockedRequest; assignee: string },
) {
  if (assignee === "") return null;
  const me = personId(ctx);
  const person = await tx.user.findUnique({
    where: assignee === "me" ? { id: me ?? "" } : { email: assignee },
    select: {
      id: true,
      email: true,
      roles: true,
      disabledAt: true,
      memberships: { select: { teamId: true } },
    },
  });
  if (!person || person.disabledAt)
    throw fieldError("assignee", "There is no such active account.");
  const { facts } = await loadDuties(tx, request);
  const duty = mayDecide(facts, {
    id: person.id,
    roles: person.roles,
    teamIds: person.memberships.map(({ teamId }) => teamId),
    authenticatedAt: null,
  });
  if (duty.ok && duty.capacities.includes("security")) return person;
  throw fieldError(
    "assignee",
    duty.ok
      ? "Only reviewers (role security) take requests."
      : `They may not review it. ${duty.reason}`,
  );
}
