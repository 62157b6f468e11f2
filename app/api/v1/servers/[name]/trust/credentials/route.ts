import {
  KEEP_SCAN_CREDENTIAL,
  LIST_SCAN_CREDENTIALS,
} from "#lib/management-api/operations/trust-credentials.ts";
import { serve } from "#lib/management-api/serve.ts";
import { serverRef } from "#lib/management-api/server-of.ts";
import { keepScanCredential } from "#lib/trust/credentials/keep-scan-credential.ts";
import { listScanCredentials } from "#lib/trust/credentials/list-scan-credentials.ts";

export const GET = serve(LIST_SCAN_CREDENTIALS, async (call) => ({
  body: await listScanCredentials(call.ctx, { ...call.query, ...serverRef(call) }),
}));

export const PUT = serve(KEEP_SCAN_CREDENTIAL, async (call) => ({
  body: await keepScanCredential(call.ctx, { ...call.body, ...serverRef(call) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
