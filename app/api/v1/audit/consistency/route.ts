import { getConsistency } from "#lib/audit/get-consistency.ts";
import { GET_CONSISTENCY } from "#lib/management-api/operations/audit.ts";
import { serve } from "#lib/management-api/serve.ts";

export const GET = serve(GET_CONSISTENCY, async ({ ctx, query }) => ({
  body: await getConsistency(ctx, query),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
