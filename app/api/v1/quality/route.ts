import { GET_QUALITY } from "#lib/management-api/operations/overview.ts";
import { serve } from "#lib/management-api/serve.ts";
import { getDecisionQuality } from "#lib/reviews/get-decision-quality.ts";

export const GET = serve(GET_QUALITY, async ({ ctx, query }) => ({
  body: await getDecisionQuality(ctx, { days: query.days }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
