import { GET_REQUEST_TRUST } from "#lib/management-api/operations/request-trust.ts";
import { notFound, requestKey } from "#lib/management-api/request-of.ts";
import { serve } from "#lib/management-api/serve.ts";
import { getRequestTrust } from "#lib/requests/get-request-trust.ts";

export const GET = serve(GET_REQUEST_TRUST, async (call) => {
  const trust = await getRequestTrust(call.ctx, requestKey(call));
  if (trust === null) throw notFound("request about a version");
  return { body: trust };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
