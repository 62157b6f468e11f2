import { GET_TOOL_DRIFT } from "#lib/management-api/operations/trust-tools.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { getToolDrift } from "#lib/trust/tools/get-tool-drift.ts";

export const GET = serve(GET_TOOL_DRIFT, async (call) => ({
  body: found(await getToolDrift(call.ctx, { ...call.query, ...serverRef(call) }), "version"),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
