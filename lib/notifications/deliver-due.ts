import { env, type MailSettings } from "#lib/config/env.ts";
import type { Context } from "#lib/kernel/context.ts";
import { sendWebhook } from "#lib/webhooks/send-webhook.ts";
import { claimDeliveries, type ClaimedDelivery } from "./claim-deliveries.ts";
import { eventMail } from "./core/mail.ts";
import { listDueLanes } from "./list-due-lanes.ts";
import { openMailer, type Mailer } from "./mailer.ts";
import type { Lane, Outcome } from "./schemas.ts";
import { settleDeliveries } from "./settle-deliveries.ts";

type Means = {
  /** Null: mails wait. */
  mail: MailSettings | null;
  /** The process stops: what is on its way is finished, nothing more is begun. */
  signal?: AbortSignal;
};

/**
 * Sends what is due, all lanes at once. Each send stands between two transactions: a crash between
 * sending and writing that down sends again with the same id, and loses nothing.
 */
export async function deliverDue(ctx: Context, { mail, signal }: Means): Promise<void> {
  const lanes = await listDueLanes(ctx, { mail: mail !== null });
  if (lanes.length === 0) return;
  const mailer = mail && openMailer(mail, env.publicUrl);
  const begun = Date.now();
  const now = () => ({ ...ctx, now: new Date(ctx.now.getTime() + Date.now() - begun) });
  try {
    const ends = await Promise.allSettled(
      lanes.map((lane) => serveLane(lane, { now, mailer, signal: signal ?? null })),
    );
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  } finally {
    mailer?.close();
  }
}

type Shop = { now: () => Context; mailer: Mailer | null; signal: AbortSignal | null };

async function serveLane(lane: Lane, shop: Shop): Promise<void> {
  while (!shop.signal?.aborted) {
    const { seen, claimed } = await claimDeliveries(shop.now(), lane);
    if (seen === 0) return;
    await Promise.all(claimed.map((delivery) => deliver(delivery, shop)));
  }
}

async function deliver(delivery: ClaimedDelivery, { now, mailer }: Shop): Promise<void> {
  const outcome = await send(delivery, mailer, now().now);
  await settleDeliveries(now(), {
    deliveries: [{ id: delivery.id, attempt: delivery.attempt }],
    outcome,
  });
}

async function send(
  { id, event, person, webhook }: ClaimedDelivery,
  mailer: Mailer | null,
  at: Date,
): Promise<Outcome> {
  if (webhook)
    return sendWebhook(webhook, {
      id: event.id,
      at,
      event: { ...event, url: env.publicUrl + event.link },
    });
  if (person && mailer)
    return mailer.send({ id, to: person, mail: eventMail(event, env.publicUrl) });
  return { sent: false, reason: "There is nobody to send it to any more." };
}
