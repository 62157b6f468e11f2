import { CHANGE_WEBHOOK, REMOVE_WEBHOOK } from "#lib/management-api/operations/webhooks.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, idOf } from "#lib/management-api/server-of.ts";
import { changeWebhook } from "#lib/webhooks/change-webhook.ts";
import { listWebhooks } from "#lib/webhooks/list-webhooks.ts";
import { removeWebhook } from "#lib/webhooks/remove-webhook.ts";

export const PATCH = serve(CHANGE_WEBHOOK, async (call) => {
  const id = idOf(call, "webhook");
  await changeWebhook(call.ctx, { ...call.body, id });
  const webhooks = await listWebhooks(call.ctx, {});
  return { body: found(webhooks.find((webhook) => webhook.id === id) ?? null, "webhook") };
});

export const DELETE = serve(REMOVE_WEBHOOK, async (call) => {
  await removeWebhook(call.ctx, { id: idOf(call, "webhook") });
  return { body: { removed: true } };
});

export {
  refuseMethod as GET,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
