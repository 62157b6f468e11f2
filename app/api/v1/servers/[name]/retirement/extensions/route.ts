import { decideExtension } from "#lib/retirements/decide-extension.ts";
import { DECIDE_EXTENSION } from "#lib/management-api/operations/retiring.ts";
import { serve } from "#lib/management-api/serve.ts";
import { serverRef } from "#lib/management-api/server-of.ts";

export const POST = serve(DECIDE_EXTENSION, async (call) => ({
  body: await decideExtension(call.ctx, { ...call.body, ...serverRef(call) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
