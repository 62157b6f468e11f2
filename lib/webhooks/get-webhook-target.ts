import { AppError } from "#lib/kernel/errors.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { WebhookRef } from "./schemas.ts";
import type { WebhookTarget } from "./send-webhook.ts";

/** What a call needs, the sealed secret among it: for `testWebhook`, never for a page. */
export const getWebhookTarget = defineQuery({
  name: "getWebhookTarget",
  permission: "webhook.manage",
  input: WebhookRef,

  async run({ db }, _ctx, { id }): Promise<WebhookTarget> {
    const row = await db.webhookEndpoint.findUnique({
      where: { id },
      select: { id: true, url: true, format: true, sealedSecret: true, allowedHosts: true },
    });
    if (!row) throw new AppError("not_found", "There is no such webhook.");
    return row;
  },
});
