import { GET_TRUST_OVERVIEW } from "#lib/management-api/operations/trust-overview.ts";
import { serve } from "#lib/management-api/serve.ts";
import { getTrustOverview } from "#lib/trust/overview/get-trust-overview.ts";

export const GET = serve(GET_TRUST_OVERVIEW, async ({ ctx, query }) => ({
  body: await getTrustOverview(ctx, query),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
