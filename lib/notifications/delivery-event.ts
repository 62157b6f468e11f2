import type { Prisma } from "#lib/db/generated/client.ts";
import { topicLabel } from "./core/mail-choice.ts";

/** What a message is made of. */
export const EVENT_FIELDS = {
  id: true,
  topic: true,
  title: true,
  body: true,
  link: true,
  actorName: true,
  subjectKind: true,
  subjectId: true,
  data: true,
  createdAt: true,
} satisfies Prisma.OutboxEventSelect;

type Row = Prisma.OutboxEventGetPayload<{ select: typeof EVENT_FIELDS }>;
export type DeliveryEvent = ReturnType<typeof deliveryEvent>;

export const deliveryEvent = (row: Row) => ({
  id: row.id,
  topic: row.topic,
  label: topicLabel(row.topic),
  title: row.title,
  body: row.body,
  link: row.link,
  actorName: row.actorName,
  subject: { kind: row.subjectKind, id: row.subjectId },
  data: row.data,
  at: row.createdAt,
});
