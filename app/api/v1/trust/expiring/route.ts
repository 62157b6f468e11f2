import { LIST_EXPIRING } from "#lib/management-api/operations/trust-overview.ts";
import { serve } from "#lib/management-api/serve.ts";
import { listExpiring } from "#lib/trust/overview/list-expiring.ts";

export const GET = serve(LIST_EXPIRING, async ({ ctx, query }) => ({
  body: await listExpiring(ctx, query),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
