import { scanRequestNow } from "#lib/jobs/request-trust-scan.ts";
import { SCAN_REQUEST } from "#lib/management-api/operations/request-trust.ts";
import { requestOf } from "#lib/management-api/request-of.ts";
import { serve } from "#lib/management-api/serve.ts";

export const POST = serve(SCAN_REQUEST, async (call) => {
  const { requestId } = await requestOf(call);
  const { scanId, isNew } = await scanRequestNow(call.ctx, { requestId });
  return { body: { scanId, isNew } };
});

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
