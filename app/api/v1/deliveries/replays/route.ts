import { fieldError } from "#lib/kernel/errors.ts";
import { REPLAY_DELIVERIES } from "#lib/management-api/operations/webhooks.ts";
import { serve } from "#lib/management-api/serve.ts";
import { replayDeliveries } from "#lib/notifications/replay-deliveries.ts";

export const POST = serve(REPLAY_DELIVERIES, async ({ ctx, body }) => {
  if (Object.keys(body).length !== 1) throw fieldError("id", "Give `id`, or `all`: true.");
  return { body: await replayDeliveries(ctx, body) };
});

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
