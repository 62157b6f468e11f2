import { proposeVersion } from "#lib/intake/propose-version.ts";
import { PROPOSE_VERSION } from "#lib/management-api/operations/reviewing.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";

export const POST = serve(PROPOSE_VERSION, async (call) => ({
  body: found(await proposeVersion(call.ctx, serverRef(call))),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
