import { GET_MTF_REPORT } from "#lib/management-api/operations/trust-details.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { getMtfReport } from "#lib/trust/get-mtf-report.ts";

export const GET = serve(GET_MTF_REPORT, async (call) => ({
  body: found(await getMtfReport(call.ctx, { ...call.query, ...serverRef(call) }), "version"),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
