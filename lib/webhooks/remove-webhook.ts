import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { WebhookRef } from "./schemas.ts";
import { SETTINGS, webhookFacts } from "./webhook-facts.ts";

/** Removes a receiver, with everything that waits for it. */
export const removeWebhook = defineCommand({
  name: "removeWebhook",
  permission: "webhook.manage",
  input: WebhookRef,

  async run(tx, _ctx, { id }) {
    await tx.$queryRaw`SELECT "id" FROM "WebhookEndpoint" WHERE "id" = ${id}::uuid FOR UPDATE`;
    const row = await tx.webhookEndpoint.findUnique({ where: { id }, select: SETTINGS });
    if (!row) throw new AppError("not_found", "There is no such webhook.");
    const waiting = await tx.delivery.count({ where: { webhookId: id, state: { not: "sent" } } });
    await tx.webhookEndpoint.delete({ where: { id }, select: { id: true } });
    return {
      result: undefined,
      audit: [
        {
          action: "webhook.remove",
          targetKind: "webhook",
          targetId: id,
          before: { ...webhookFacts(row), deliveries_dropped: waiting },
          after: null,
        },
      ],
    };
  },
});
