import { GET_SBOM } from "#lib/management-api/operations/trust-details.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { getSbom } from "#lib/trust/get-sbom.ts";

export const GET = serve(GET_SBOM, async (call) => ({
  body: found(await getSbom(call.ctx, { ...call.query, ...serverRef(call) }), "version"),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
