import { WATCH_REQUEST } from "#lib/management-api/operations/requests.ts";
import { requestOf } from "#lib/management-api/request-of.ts";
import { serve } from "#lib/management-api/serve.ts";
import { watchRequest } from "#lib/requests/watch-request.ts";

export const POST = serve(WATCH_REQUEST, async (call) => ({
  body: await watchRequest(call.ctx, { ...call.body, ...(await requestOf(call)) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
