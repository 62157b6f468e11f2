import { DECIDE_REQUEST } from "#lib/management-api/operations/requests.ts";
import { requestOf } from "#lib/management-api/request-of.ts";
import { serve } from "#lib/management-api/serve.ts";
import { decideRequest } from "#lib/requests/decide-request.ts";

export const POST = serve(DECIDE_REQUEST, async (call) => {
  const body = await decideRequest(call.ctx, { ...call.body, ...(await requestOf(call)) });
  return { body, revision: body.revision };
});

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
