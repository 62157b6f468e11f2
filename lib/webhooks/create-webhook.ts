import { randomUUID } from "node:crypto";
import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { CreateWebhookInput } from "./schemas.ts";
import { newSigningSecret, sealSecret } from "./sealed-secret.ts";
import { SETTINGS, webhookFacts } from "./webhook-facts.ts";

/** Adds a receiver of events. Its signing secret is in this answer and readable nowhere else. */
export const createWebhook = defineCommand({
  name: "createWebhook",
  permission: "webhook.manage",
  input: CreateWebhookInput,

  async run(tx, ctx, webhook) {
    if (ctx.actor.kind !== "user") throw new AppError("forbidden", "Only people add webhooks.");
    const id = randomUUID();
    const secret = newSigningSecret();
    const row = await tx.webhookEndpoint.create({
      data: {
        ...webhook,
        id,
        sealedSecret: sealSecret(secret, id),
        createdById: ctx.actor.id,
        createdAt: ctx.now,
      },
      select: SETTINGS,
    });
    return {
      result: { id, secret },
      audit: [
        {
          action: "webhook.create",
          targetKind: "webhook",
          targetId: id,
          before: null,
          after: webhookFacts(row),
        },
      ],
    };
  },
});
