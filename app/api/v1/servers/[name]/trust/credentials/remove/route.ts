import { REMOVE_SCAN_CREDENTIAL } from "#lib/management-api/operations/trust-credentials.ts";
import { serve } from "#lib/management-api/serve.ts";
import { serverRef } from "#lib/management-api/server-of.ts";
import { removeScanCredential } from "#lib/trust/credentials/remove-scan-credential.ts";

export const POST = serve(REMOVE_SCAN_CREDENTIAL, async (call) => ({
  body: await removeScanCredential(call.ctx, { ...call.body, ...serverRef(call) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
