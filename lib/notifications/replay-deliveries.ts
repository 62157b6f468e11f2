import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { ReplayDeliveriesInput } from "./schemas.ts";

/** Sends one dead delivery again, or all of them, at once and with the ids they had. */
export const replayDeliveries = defineCommand({
  name: "replayDeliveries",
  permission: "webhook.manage",
  input: ReplayDeliveriesInput,

  async run(tx, ctx, input) {
    const replayed = await tx.delivery.updateManyAndReturn({
      where: { state: "dead", ...("id" in input ? { id: input.id } : {}) },
      data: { state: "pending", attempts: 0, nextAttemptAt: ctx.now },
      select: { id: true, channel: true, lastError: true },
    });
    if ("id" in input && replayed.length === 0)
      throw new AppError("not_found", "There is no such failed delivery any more.");
    // The worker need not wait for the minute.
    if (replayed.length > 0) await tx.$executeRaw`SELECT pg_notify('gatehouse_outbox', '')`;
    return {
      result: { replayed: replayed.length },
      audit: replayed.map(({ id, channel, lastError }) => ({
        action: "delivery.replay" as const,
        targetKind: "delivery" as const,
        targetId: id,
        before: { state: "dead", channel, last_error: lastError },
        after: { state: "pending", channel },
      })),
    };
  },
});
