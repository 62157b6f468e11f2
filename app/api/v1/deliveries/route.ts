import { LIST_DELIVERIES } from "#lib/management-api/operations/webhooks.ts";
import { serve } from "#lib/management-api/serve.ts";
import { listDeliveries } from "#lib/notifications/list-deliveries.ts";

export const GET = serve(LIST_DELIVERIES, async ({ ctx, query }) => ({
  body: await listDeliveries(ctx, query),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
