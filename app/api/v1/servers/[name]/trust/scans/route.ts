import { requestTrustScan } from "#lib/jobs/request-trust-scan.ts";
import { REQUEST_SCAN } from "#lib/management-api/operations/trust.ts";
import { serve } from "#lib/management-api/serve.ts";
import { serverRef } from "#lib/management-api/server-of.ts";

export const POST = serve(REQUEST_SCAN, async (call) => {
  const { scanId, isNew } = await requestTrustScan(call.ctx, { ...call.body, ...serverRef(call) });
  return { body: { scanId, isNew } };
});

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
