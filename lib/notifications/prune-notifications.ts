import { z } from "zod";
import { defineCommand } from "#lib/verbs/define-command.ts";

const DAY_MS = 86_400_000;
export const READ_KEPT_DAYS = 180;
export const SENT_KEPT_DAYS = 90;

/** Clears what was read or sent long ago, mails of disabled accounts, and events nothing points to. */
export const pruneNotifications = defineCommand({
  name: "pruneNotifications",
  permission: "identity.resolve",
  input: z.object({}),

  async run(tx, ctx) {
    const before = (days: number) => new Date(ctx.now.getTime() - days * DAY_MS);
    const notifications = await tx.notification.deleteMany({
      where: { readAt: { not: null }, createdAt: { lt: before(READ_KEPT_DAYS) } },
    });
    const deliveries = await tx.delivery.deleteMany({
      where: {
        OR: [
          { state: "sent", sentAt: { lt: before(SENT_KEPT_DAYS) } },
          { state: "pending", user: { disabledAt: { not: null } } },
        ],
      },
    });
    const events = await tx.outboxEvent.deleteMany({
      where: {
        fannedOutAt: { lt: before(READ_KEPT_DAYS) },
        notifications: { none: {} },
        deliveries: { none: {} },
      },
    });
    return {
      result: {
        notifications: notifications.count,
        deliveries: deliveries.count,
        events: events.count,
      },
      audit: [],
    };
  },
});
