import { LIST_RAISED } from "#lib/management-api/operations/trust-overview.ts";
import { serve } from "#lib/management-api/serve.ts";
import { listRaised } from "#lib/trust/overview/list-raised.ts";

export const GET = serve(LIST_RAISED, async ({ ctx, query }) => ({
  body: await listRaised(ctx, query),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
