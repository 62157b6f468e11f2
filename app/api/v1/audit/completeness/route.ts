import { getCompleteness } from "#lib/audit/get-completeness.ts";
import { GET_COMPLETENESS } from "#lib/management-api/operations/audit.ts";
import { serve } from "#lib/management-api/serve.ts";

export const GET = serve(GET_COMPLETENESS, async ({ ctx, query }) => ({
  body: await getCompleteness(ctx, query),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
