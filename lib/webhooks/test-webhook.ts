import { randomUUID } from "node:crypto";
import { env } from "#lib/config/env.ts";
import type { Context } from "#lib/kernel/context.ts";
import { getWebhookTarget } from "./get-webhook-target.ts";
import { sendWebhook, type WebhookOutcome } from "./send-webhook.ts";

/** Sends a signed example at once and says what came of it. Input as `WebhookRef`. */
export async function testWebhook(ctx: Context, input: unknown): Promise<WebhookOutcome> {
  const target = await getWebhookTarget(ctx, input);
  return sendWebhook(target, {
    id: randomUUID(),
    at: ctx.now,
    event: {
      topic: "gatehouse.test",
      label: "Test",
      at: ctx.now,
      title: "Gatehouse can reach this webhook",
      body: "Nothing happened: this message was sent to try the connection.",
      url: `${env.publicUrl}/admin/webhooks`,
      actorName: ctx.actor.name,
      subject: { kind: "webhook", id: target.id },
      data: {},
    },
  });
}
