import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import type { WebhookTarget } from "#lib/webhooks/send-webhook.ts";
import { LEASE_MS, MAX_ATTEMPTS } from "./core/retry.ts";
import { deliveryEvent, EVENT_FIELDS, type DeliveryEvent } from "./delivery-event.ts";
import { LaneInput, type Lane } from "./schemas.ts";

/** So few that all of them are sent at once, well within the lease. */
const BATCH = 5;

export type ClaimedDelivery = {
  id: string;
  attempt: number;
  event: DeliveryEvent;
  person: { email: string; name: string } | null;
  webhook: WebhookTarget | null;
};

/**
 * Takes a few due deliveries of one lane for itself: their next attempt moves behind the lease, so
 * that they can be sent outside a transaction and come back by themselves after a crash. An attempt
 * counts when it begins.
 */
export const claimDeliveries = defineCommand({
  name: "claimDeliveries",
  permission: "identity.resolve",
  input: LaneInput,

  async run(tx, ctx, lane) {
    const ids = await lockDue(tx, ctx, lane);
    // Tried for the last time by somebody who never came back.
    await tx.delivery.updateMany({
      where: { id: { in: ids }, attempts: { gte: MAX_ATTEMPTS } },
      data: { state: "dead", lastError: "What came of the last attempt was never recorded." },
    });
    await tx.delivery.updateMany({
      where: { id: { in: ids }, state: "pending" },
      data: {
        attempts: { increment: 1 },
        nextAttemptAt: new Date(ctx.now.getTime() + LEASE_MS),
      },
    });
    const rows = await tx.delivery.findMany({
      where: { id: { in: ids }, state: "pending" },
      select: CLAIMED_FIELDS,
    });
    const claimed = rows.flatMap(({ attempts, event, user, ...row }): ClaimedDelivery[] =>
      event ? [{ ...row, attempt: attempts, event: deliveryEvent(event), person: user }] : [],
    );
    return { result: { seen: ids.length, claimed }, audit: [] };
  },
});

const CLAIMED_FIELDS = {
  id: true,
  attempts: true,
  event: { select: EVENT_FIELDS },
  user: { select: { email: true, name: true } },
  webhook: {
    select: { id: true, url: true, format: true, sealedSecret: true, allowedHosts: true },
  },
} as const;

async function lockDue(tx: Tx, { now }: Context, lane: Lane): Promise<string[]> {
  const rows =
    lane.channel === "email"
      ? await tx.$queryRaw<{ id: string }[]>`
          SELECT d."id" FROM "Delivery" d JOIN "User" u ON u."id" = d."userId"
          WHERE d."state" = 'pending' AND NOT d."digest" AND d."nextAttemptAt" <= ${now}
            AND d."channel" = 'email' AND u."disabledAt" IS NULL
          ORDER BY d."nextAttemptAt", d."id" LIMIT ${BATCH} FOR UPDATE OF d SKIP LOCKED`
      : await tx.$queryRaw<{ id: string }[]>`
          SELECT d."id" FROM "Delivery" d JOIN "WebhookEndpoint" w ON w."id" = d."webhookId"
          WHERE d."state" = 'pending' AND NOT d."digest" AND d."nextAttemptAt" <= ${now}
            AND d."webhookId" = ${lane.webhookId}::uuid AND w."enabled"
          ORDER BY d."nextAttemptAt", d."id" LIMIT ${BATCH} FOR UPDATE OF d SKIP LOCKED`;
  return rows.map(({ id }) => id);
}
