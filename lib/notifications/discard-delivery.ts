import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { DeliveryRef } from "./schemas.ts";

/** Gives a delivery up: it is not sent any more. What it was stays in the record. */
export const discardDelivery = defineCommand({
  name: "discardDelivery",
  permission: "webhook.manage",
  input: DeliveryRef,

  async run(tx, _ctx, { id }) {
    await tx.$queryRaw`SELECT "id" FROM "Delivery" WHERE "id" = ${id}::uuid FOR UPDATE`;
    const row = await tx.delivery.findFirst({
      where: { id, state: { in: ["pending", "dead"] } },
      select: {
        state: true,
        channel: true,
        eventId: true,
        userId: true,
        webhookId: true,
        attempts: true,
        lastError: true,
      },
    });
    if (!row) throw new AppError("not_found", "There is no such delivery any more.");
    await tx.delivery.delete({ where: { id }, select: { id: true } });
    return {
      result: undefined,
      audit: [
        {
          action: "delivery.discard",
          targetKind: "delivery",
          targetId: id,
          before: {
            state: row.state,
            channel: row.channel,
            event: row.eventId,
            person: row.userId,
            webhook: row.webhookId,
            attempts: row.attempts,
            last_error: row.lastError,
          },
          after: null,
        },
      ],
    };
  },
});
