import { CREATE_WEBHOOK, LIST_WEBHOOKS } from "#lib/management-api/operations/webhooks.ts";
import { serve } from "#lib/management-api/serve.ts";
import { createWebhook } from "#lib/webhooks/create-webhook.ts";
import { listWebhooks } from "#lib/webhooks/list-webhooks.ts";

export const GET = serve(LIST_WEBHOOKS, async ({ ctx }) => ({
  body: { webhooks: await listWebhooks(ctx, {}) },
}));

export const POST = serve(CREATE_WEBHOOK, async ({ ctx, body }) => {
  const { id, secret } = await createWebhook(ctx, body);
  return { body: { id, secret } };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
