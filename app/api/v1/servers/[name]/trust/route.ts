import { GET_TRUST } from "#lib/management-api/operations/trust.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { getTrust } from "#lib/trust/get-trust.ts";

export const GET = serve(GET_TRUST, async (call) => ({
  body: found(await getTrust(call.ctx, { ...call.query, ...serverRef(call) }), "version"),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
