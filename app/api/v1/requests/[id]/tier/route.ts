import { RAISE_TIER } from "#lib/management-api/operations/requests.ts";
import { requestOf } from "#lib/management-api/request-of.ts";
import { serve } from "#lib/management-api/serve.ts";
import { raiseTier } from "#lib/requests/raise-tier.ts";

export const POST = serve(RAISE_TIER, async (call) => ({
  body: await raiseTier(call.ctx, { ...call.body, ...(await requestOf(call)) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
