import { COMPARE_TRUST } from "#lib/management-api/operations/trust-details.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { compareTrust } from "#lib/trust/compare-trust.ts";

export const GET = serve(COMPARE_TRUST, async (call) => ({
  body: found(await compareTrust(call.ctx, { ...call.query, ...serverRef(call) }), "version"),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
