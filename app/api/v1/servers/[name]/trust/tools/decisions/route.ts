import { DECIDE_TOOLS } from "#lib/management-api/operations/trust-tools.ts";
import { serve } from "#lib/management-api/serve.ts";
import { serverRef } from "#lib/management-api/server-of.ts";
import { decideTools } from "#lib/trust/tools/decide-tools.ts";

export const POST = serve(DECIDE_TOOLS, async (call) => ({
  body: await decideTools(call.ctx, { ...call.body, ...serverRef(call) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
