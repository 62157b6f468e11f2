import { TEST_WEBHOOK } from "#lib/management-api/operations/webhooks.ts";
import { serve } from "#lib/management-api/serve.ts";
import { idOf } from "#lib/management-api/server-of.ts";
import { testWebhook } from "#lib/webhooks/test-webhook.ts";

export const POST = serve(TEST_WEBHOOK, async (call) => {
  const outcome = await testWebhook(call.ctx, { id: idOf(call, "webhook") });
  return { body: { sent: outcome.sent, reason: outcome.sent ? null : outcome.reason } };
});

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
