import { randomUUID } from "node:crypto";
import type { Tx } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { Topic } from "./core/topics.ts";

export type Event = {
  topic: Topic;
  subject: { kind: "request" | "server" | "retirement" | "policy"; id: string };
  title: string;
  body?: string;
  /** Path within the console. */
  link: string;
  /** Ids of people; who did it is left out. */
  to: readonly (string | null | undefined)[];
  /** For webhooks: facts, never secrets. */
  data?: Prisma.InputJsonObject;
};

/**
 * A step: what happened, in the transaction of the change. The worker makes inbox lines, mails and
 * webhook calls of it. Written even where nobody is told, because webhooks may listen.
 */
export async function writeEvent(tx: Tx, ctx: Context, event: Event): Promise<void> {
  const recipients = [...new Set(event.to.filter((id) => typeof id === "string"))].filter(
    (id) => id !== ctx.actor.id,
  );
  await tx.outboxEvent.create({
    data: {
      id: randomUUID(),
      topic: event.topic,
      actorId: ctx.actor.id,
      actorName: ctx.actor.name,
      subjectKind: event.subject.kind,
      subjectId: event.subject.id,
      title: event.title,
      body: event.body ?? "",
      link: event.link,
      recipients,
      data: event.data ?? {},
      createdAt: ctx.now,
    },
    select: { id: true },
  });
}
