import { defineCommand } from "#lib/verbs/define-command.ts";
import { LEASE_MS } from "./core/retry.ts";
import { deliveryEvent, EVENT_FIELDS, type DeliveryEvent } from "./delivery-event.ts";
import { ClaimDigestInput } from "./schemas.ts";

export type ClaimedDigest = {
  person: { email: string; name: string };
  deliveries: { id: string; attempt: number }[];
  events: DeliveryEvent[];
};

/**
 * Takes everything that waits for one person's digest, as `claimDeliveries` does; null when
 * another worker was first.
 */
export const claimDigest = defineCommand({
  name: "claimDigest",
  permission: "identity.resolve",
  input: ClaimDigestInput,

  async run(tx, ctx, { userId, cutOff }) {
    // Waiting for the lock on purpose: one worker gets all lines, the other none.
    const locked = await tx.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Delivery" WHERE "userId" = ${userId}::uuid AND "digest" AND "state" = 'pending'
        AND "nextAttemptAt" <= ${ctx.now} AND "createdAt" <= ${cutOff} ORDER BY "id" FOR UPDATE`;
    const ids = locked.map(({ id }) => id);
    await tx.delivery.updateMany({
      where: { id: { in: ids } },
      data: {
        attempts: { increment: 1 },
        nextAttemptAt: new Date(ctx.now.getTime() + LEASE_MS),
      },
    });
    const person = await tx.user.findFirst({
      where: { id: userId, disabledAt: null },
      select: { email: true, name: true },
    });
    const rows = await tx.delivery.findMany({
      where: { id: { in: ids } },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      select: { id: true, attempts: true, event: { select: EVENT_FIELDS } },
    });
    const result: ClaimedDigest | null =
      person && rows.length > 0
        ? {
            person,
            deliveries: rows.map(({ id, attempts }) => ({ id, attempt: attempts })),
            events: rows.flatMap(({ event }) => (event ? deliveryEvent(event) : [])),
          }
        : null;
    return { result, audit: [] };
  },
});
