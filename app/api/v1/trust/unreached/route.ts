import { LIST_UNREACHED } from "#lib/management-api/operations/trust-overview.ts";
import { serve } from "#lib/management-api/serve.ts";
import { listUnreached } from "#lib/trust/overview/list-unreached.ts";

export const GET = serve(LIST_UNREACHED, async ({ ctx, query }) => ({
  body: await listUnreached(ctx, query),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
