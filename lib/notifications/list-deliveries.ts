import type { Prisma } from "#lib/db/generated/client.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { topicLabel } from "./core/mail-choice.ts";
import { ListDeliveriesInput } from "./schemas.ts";

export type DeliveryView = {
  id: string;
  title: string;
  label: string;
  channel: "email" | "webhook";
  /** An address, or the name of a webhook. */
  to: string;
  /** Why nothing is tried though it is due. */
  held: "digest" | "switched_off" | null;
  attempts: number;
  lastError: string | null;
  createdAt: Date;
  nextAttemptAt: Date;
};
export type DeliveryPage = {
  deliveries: DeliveryView[];
  dead: number;
  pending: number;
  nextCursor: string | null;
};

/** What could not be delivered, or waits: the newest first. */
export const listDeliveries = defineQuery({
  name: "listDeliveries",
  permission: "webhook.manage",
  input: ListDeliveriesInput,

  async run({ db }, _ctx, { state, cursor, limit }): Promise<DeliveryPage> {
    const last = cursor
      ? await db.delivery.findUnique({
          where: { id: cursor },
          select: { id: true, createdAt: true },
        })
      : null;
    const after = last
      ? {
          OR: [
            { createdAt: { lt: last.createdAt } },
            { createdAt: last.createdAt, id: { lt: last.id } },
          ],
        }
      : {};
    const [dead, pending, rows] = await Promise.all([
      db.delivery.count({ where: { state: "dead" } }),
      db.delivery.count({ where: { state: "pending" } }),
      db.delivery.findMany({
        where: { state, ...after },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        take: limit + 1,
        select: DELIVERY_FIELDS,
      }),
    ]);
    const page = rows.slice(0, limit);
    return {
      deliveries: page.map(deliveryView),
      dead,
      pending,
      nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  },
});

const DELIVERY_FIELDS = {
  id: true,
  channel: true,
  digest: true,
  attempts: true,
  lastError: true,
  createdAt: true,
  nextAttemptAt: true,
  event: { select: { title: true, topic: true } },
  user: { select: { email: true } },
  webhook: { select: { name: true, enabled: true } },
} as const;

type Row = Prisma.DeliveryGetPayload<{ select: typeof DELIVERY_FIELDS }>;

function deliveryView({ event, user, webhook, digest, ...row }: Row): DeliveryView {
  const recipient = user ? user.email : webhook?.name;
  return {
    ...row,
    title: event?.title ?? "",
    label: event ? topicLabel(event.topic) : "",
    to: recipient ?? "",
    held: digest ? "digest" : webhook?.enabled === false ? "switched_off" : null,
  };
}
