import { randomUUID } from "node:crypto";
import { isSafeUrl } from "#lib/catalog/core/safe-url.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { tellOf, watch, watchersOf } from "./announce.ts";
import { mentionsIn } from "./core/mentions.ts";
import { requestNumber } from "./core/words.ts";
import { lockRequest, type LockedRequest } from "./lock-request.ts";
import { requirePerson } from "./revise.ts";
import { CommentRequestInput } from "./schemas.ts";

/** Adds to the conversation; who is mentioned by address is told, and watches from then on. */
export const commentRequest = defineCommand({
  name: "commentRequest",
  permission: "request.create",
  input: CommentRequestInput,

  async run(tx, ctx, { requestId, parentId, body, links = [], question }) {
    const authorId = requirePerson(ctx);
    const request = await lockRequest(tx, ctx, requestId);
    if (parentId !== null) await requireThread(tx, request, parentId);
    const unsafe = links.find((link) => !isSafeUrl(link));
    if (unsafe !== undefined)
      throw fieldError("links", "Attach links that begin with https:// or http://.");
    const mentioned = await mentionedPeople(tx, body);
    const id = randomUUID();
    await tx.requestComment.create({
      data: {
        id,
        requestId: request.id,
        parentId,
        authorId,
        body,
        links,
        mentions: mentioned,
        revision: request.revision,
        question,
        createdAt: ctx.now,
      },
      select: { id: true },
    });
    await respond(tx, ctx, { request, authorId });
    for (const userId of [authorId, ...mentioned]) await watch(tx, request.id, userId);
    await tell(tx, ctx, { request, body, mentioned });
    return {
      result: { id },
      audit: [
        {
          action: "request.comment",
          targetKind: "request",
          targetId: request.id,
          before: null,
          after: { comment: id, revision: request.revision, question },
        },
      ],
    };
  },
});

async function requireThread(tx: Tx, request: LockedRequest, parentId: string): Promise<void> {
  const parent = await tx.requestComment.findFirst({
    where: { id: parentId, requestId: request.id },
    select: { parentId: true },
  });
  if (!parent) throw fieldError("parentId", "There is no such comment here.");
  if (parent.parentId !== null)
    throw fieldError("parentId", "Answer the first comment of the thread.");
}

/** Only people who exist and may sign in; an address of nobody stays plain text. */
async function mentionedPeople(tx: Tx, body: string): Promise<string[]> {
  const emails = mentionsIn(body);
  if (emails.length === 0) return [];
  const people = await tx.user.findMany({
    where: { email: { in: emails }, disabledAt: null },
    select: { id: true },
  });
  return people.map(({ id }) => id);
}

/** A reviewer's first word stops the response clock. */
async function respond(
  tx: Tx,
  ctx: Context,
  { request, authorId }: { request: LockedRequest; authorId: string },
): Promise<void> {
  if (
    request.respondedAt !== null ||
    request.submittedAt === null ||
    authorId === request.requesterId
  )
    return;
  if (ctx.actor.kind !== "user" || !ctx.actor.roles.includes("security")) return;
  await tx.request.update({
    where: { id: request.id },
    data: { respondedAt: ctx.now, updatedAt: ctx.now },
    select: { id: true },
  });
}

async function tell(
  tx: Tx,
  ctx: Context,
  { request, body, mentioned }: { request: LockedRequest; body: string; mentioned: string[] },
): Promise<void> {
  if (request.state === "draft") {
    if (mentioned.length > 0)
      throw new AppError(
        "conflict",
        "A draft is only yours: submit it before you mention somebody.",
      );
    return;
  }
  const number = requestNumber(request.number);
  if (mentioned.length > 0)
    await tellOf(tx, ctx, {
      request,
      topic: "request.mentioned",
      title: `${ctx.actor.name} mentions you in ${number}: ${request.title}`,
      body,
      to: mentioned,
    });
  const others = (await watchersOf(tx, request.id)).filter((id) => !mentioned.includes(id));
  await tellOf(tx, ctx, {
    request,
    topic: "request.commented",
    title: `${ctx.actor.name} commented on ${number}: ${request.title}`,
    body,
    to: others,
  });
}
