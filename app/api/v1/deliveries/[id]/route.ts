import { DISCARD_DELIVERY } from "#lib/management-api/operations/webhooks.ts";
import { serve } from "#lib/management-api/serve.ts";
import { idOf } from "#lib/management-api/server-of.ts";
import { discardDelivery } from "#lib/notifications/discard-delivery.ts";

export const DELETE = serve(DISCARD_DELIVERY, async (call) => {
  await discardDelivery(call.ctx, { id: idOf(call, "delivery") });
  return { body: { removed: true } };
});

export {
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
