import { LIST_FIXES } from "#lib/management-api/operations/trust-overview.ts";
import { serve } from "#lib/management-api/serve.ts";
import { listFixes } from "#lib/trust/overview/list-fixes.ts";

export const GET = serve(LIST_FIXES, async ({ ctx, query }) => ({
  body: { fixes: await listFixes(ctx, query) },
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
