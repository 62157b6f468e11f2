import { randomUUID } from "node:crypto";
import type { Tx } from "#lib/db/client.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { planFanOut, type FanOutEvent, type Listener } from "./core/fan-out.ts";
import { FanOutInput } from "./schemas.ts";

const ROWS_AT_ONCE = 1_000;

/**
 * Makes inbox lines and deliveries of events that have none yet, the oldest first, `limit` at a
 * time. Several workers may do it at once; the unique keys keep each line single.
 */
export const fanOutEvents = defineCommand({
  name: "fanOutEvents",
  permission: "identity.resolve",
  input: FanOutInput,

  async run(tx, ctx, { mail, limit }) {
    const locked = await tx.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "OutboxEvent" WHERE "fannedOutAt" IS NULL
      ORDER BY "createdAt", "id" LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
    const ids = locked.map(({ id }) => id);
    const events = await tx.outboxEvent.findMany({
      where: { id: { in: ids } },
      select: { id: true, topic: true, actorId: true, recipients: true, createdAt: true },
    });
    const people = await listeners(tx, [...new Set(events.flatMap((each) => each.recipients))]);
    const hooks = await tx.webhookEndpoint.findMany({
      where: { enabled: true },
      select: { id: true, topics: true },
    });

    const plans = events.map((event) => planRows(event, { people, hooks, mail }, ctx.now));
    const inbox = plans.flatMap((plan) => plan.inbox);
    const deliveries = plans.flatMap((plan) => plan.deliveries);
    for (const data of slices(inbox))
      await tx.notification.createMany({ data, skipDuplicates: true });
    for (const data of slices(deliveries))
      await tx.delivery.createMany({ data, skipDuplicates: true });
    await tx.outboxEvent.updateMany({
      where: { id: { in: ids } },
      data: { fannedOutAt: ctx.now },
    });
    return {
      result: { events: ids.length, inbox: inbox.length, deliveries: deliveries.length },
      audit: [],
    };
  },
});

function planRows(
  event: FanOutEvent & { createdAt: Date },
  audience: Parameters<typeof planFanOut>[1],
  now: Date,
) {
  const { inbox, mails, calls } = planFanOut(event, audience);
  const due = () => ({
    id: randomUUID(),
    eventId: event.id,
    createdAt: now,
    nextAttemptAt: now,
  });
  return {
    inbox: inbox.map((to) => ({
      id: randomUUID(),
      eventId: event.id,
      createdAt: event.createdAt,
      ...to,
    })),
    deliveries: [
      ...mails.map((to) => ({ ...due(), channel: "email" as const, ...to })),
      ...calls.map((to) => ({ ...due(), channel: "webhook" as const, ...to })),
    ],
  };
}

/** Disabled accounts are left out: they hear nothing. Locked, so that none vanishes meanwhile. */
async function listeners(tx: Tx, ids: readonly string[]): Promise<Map<string, Listener>> {
  const people = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "User" WHERE "id" = ANY(${ids}::uuid[]) AND "disabledAt" IS NULL
    ORDER BY "id" FOR KEY SHARE`;
  const choices = await tx.notificationPreference.findMany({
    where: { userId: { in: people.map(({ id }) => id) } },
    select: { userId: true, topic: true, mail: true },
  });
  const found = new Map<string, Listener & { chosen: Record<string, string> }>(
    people.map(({ id }) => [id, { id, chosen: {} }]),
  );
  for (const { userId, topic, mail } of choices) {
    const listener = found.get(userId);
    if (listener) listener.chosen[topic] = mail;
  }
  return found;
}

function slices<Row>(rows: readonly Row[]): Row[][] {
  const count = Math.ceil(rows.length / ROWS_AT_ONCE);
  return Array.from({ length: count }, (_none, at) =>
    rows.slice(at * ROWS_AT_ONCE, (at + 1) * ROWS_AT_ONCE),
  );
}
