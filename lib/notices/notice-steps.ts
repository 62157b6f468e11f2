import { serverPath } from "#lib/catalog/core/paths.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { membersOf, usersOf } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { lockOperated, type OperatedServer } from "#lib/ownership/lock-owned.ts";
import { NOTICE_WORDS, type NoticeKind } from "./core/notices.ts";

type Times = { startsAt: Date; endsAt: Date | null };

/** A step: an end that is no end is refused. */
export function requireOrder({ startsAt, endsAt }: Times): void {
  if (endsAt !== null && endsAt <= startsAt)
    throw fieldError("endsAt", "It ends after it has started.");
}

/** A step: an open notice and its server, locked; what the actor may not see does not exist. */
export async function lockNotice(tx: Tx, ctx: Context, noticeId: string) {
  const found = await tx.serverNotice.findUnique({
    where: { id: noticeId },
    select: { server: { select: { name: true } } },
  });
  if (!found) throw new AppError("not_found", "There is no such notice.");
  const server = await lockOperated(tx, ctx, found.server.name);
  // Read again under the lock of its server.
  const notice = await tx.serverNotice.findUniqueOrThrow({
    where: { id: noticeId },
    select: {
      id: true,
      kind: true,
      title: true,
      body: true,
      startsAt: true,
      endsAt: true,
      endedAt: true,
    },
  });
  return { server, notice };
}

/** A step: people who use the server, and who looks after it, hear of it. */
export async function tellUsers(
  tx: Tx,
  ctx: Context,
  { server, ...word }: { server: OperatedServer; kind: NoticeKind; title: string; body: string },
): Promise<void> {
  await writeEvent(tx, ctx, {
    topic: "server.notice",
    subject: { kind: "server", id: server.id },
    title: `${server.title ?? server.name}: ${NOTICE_WORDS[word.kind].label.toLowerCase()}: ${word.title}`,
    body: word.body,
    link: serverPath(server.name),
    to: [...(await usersOf(tx, server.id)), ...(await membersOf(tx, [server.ownerTeamId]))],
    data: { server: server.name, kind: word.kind },
  });
}

/** For the log: times as text. */
export const timeFacts = ({ startsAt, endsAt }: Times) => ({
  starts: startsAt.toISOString(),
  ends: endsAt?.toISOString() ?? null,
});
