import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { retryDelayMs } from "./core/retry.ts";
import { SettleDeliveriesInput } from "./schemas.ts";

/**
 * Writes down what came of an attempt. A failure counts only while nobody has begun another
 * attempt; a success always does. A receiver that is gone switches its webhook off.
 */
export const settleDeliveries = defineCommand({
  name: "settleDeliveries",
  permission: "identity.resolve",
  input: SettleDeliveriesInput,

  async run(tx, ctx, { deliveries, outcome }) {
    const ids = deliveries.map(({ id }) => id);
    if (outcome.sent) {
      await tx.delivery.updateMany({
        where: { id: { in: ids }, state: { not: "sent" } },
        data: { state: "sent", sentAt: ctx.now, lastError: null },
      });
      return { result: undefined, audit: [] };
    }
    for (const { id, attempt } of deliveries) {
      const delay = outcome.gone ? null : retryDelayMs(attempt, Math.random());
      await tx.delivery.updateMany({
        where: { id, state: "pending", attempts: attempt },
        data: {
          lastError: outcome.reason,
          ...(delay === null
            ? { state: "dead" }
            : { nextAttemptAt: new Date(ctx.now.getTime() + delay) }),
        },
      });
    }
    return { result: undefined, audit: outcome.gone ? await switchOff(tx, ctx, ids) : [] };
  },
});

async function switchOff(tx: Tx, ctx: Context, ids: string[]): Promise<AuditEntry[]> {
  const hooks = await tx.webhookEndpoint.updateManyAndReturn({
    where: { enabled: true, deliveries: { some: { id: { in: ids } } } },
    data: { enabled: false },
    select: { id: true, name: true },
  });
  return hooks.map(({ id, name }) => ({
    action: "webhook.change",
    targetKind: "webhook",
    targetId: id,
    before: { name, enabled: true },
    after: { name, enabled: false, reason: "The receiver answered 410 Gone." },
  }));
}
