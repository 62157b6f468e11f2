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
  permission: "request.review",
  input: AssignRequestInput,

  async run(tx, ctx, { requestId, assignee }) {
    const request = await lockRequest(tx, ctx, requestId);
    if (isEnded(request.state) || request.state === "draft")
      throw new AppError("conflict", `This request is ${request.state} and needs no reviewer.`);
    const person = await reviewerOf(tx, ctx, request, assignee);
    if ((person?.id ?? null) === request.assigneeId)
      return {
        result: { id: request.id, assignee: person?.email ?? null, changed: false },
        audit: [],
      };

    if (person && request.state === "submitted") await startReview(tx, ctx, request);
    await tx.request.update({
      where: { id: request.id },
      data: { assigneeId: person?.id ?? null, updatedAt: ctx.now },
      select: { id: true },
    });
    if (person) await watch(tx, request.id, person.id);
    if (person && person.id !== personId(ctx))
      await tellOf(tx, ctx, request, {
        topic: "request.assigned",
        title: `${requestNumber(request.number)} is yours to review: ${request.title}`,
        to: [person.id],
      });
    return {
      result: { id: request.id, assignee: person?.email ?? null, changed: true },
      audit: [
        {
          action: "request.assign",
          targetKind: "request",
          targetId: request.id,
          before: { assignee: request.assigneeId },
          after: { assignee: person?.id ?? null },
        },
      ],
    };
  },
});

async function reviewerOf(tx: Tx, ctx: Context, request: LockedRequest, assignee: string) {
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
