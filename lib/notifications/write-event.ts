import { randomUUID } from "node:crypto";
import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { Topic } from "./core/topics.ts";

export type Event = {
  topic: Topic;
  subject: {
    kind: "request" | "server" | "retirement" | "policy" | "log" | "change" | "publisher";
    id: string;
  };
  title: string;
  body?: string;
  /** Path within the console. */
  link: string;
  /** Ids of people; who did it is left out. */
  to: readonly (string | null | undefined)[];
  /** For webhooks: facts, never secrets. */
  data?: Prisma.InputJsonObject;
};

const TEXT = `
  INSERT INTO "OutboxEvent" ("id", "topic", "actorId", "actorName", "subjectKind", "subjectId",
    "title", "body", "link", "recipients", "data", "createdAt")
  VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, $8, $9, $10::uuid[], $11::jsonb, $12::timestamptz)`;

/**
 * A step: what happened, in the transaction of the change. The worker makes inbox lines, mails and
 * webhook calls of it. Written even where nobody is told, because webhooks may listen.
 */
export async function writeEvent(tx: Tx, ctx: Context, event: Event): Promise<void> {
  const recipients = [...new Set(event.to.filter((id) => typeof id === "string"))].filter(
    (id) => id !== ctx.actor.id,
  );
  await sqlOf(tx)({ text: TEXT }, [
    randomUUID(),
    event.topic,
    ctx.actor.id,
    ctx.actor.name,
    event.subject.kind,
    event.subject.id,
    event.title,
    event.body ?? "",
    event.link,
    recipients,
    JSON.stringify(event.data ?? {}),
    ctx.now,
  ]);
}
