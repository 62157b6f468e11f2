import { SUBMIT_REQUEST } from "#lib/management-api/operations/requests.ts";
import { requestOf } from "#lib/management-api/request-of.ts";
import { serve } from "#lib/management-api/serve.ts";
import { submitRequest } from "#lib/requests/submit-request.ts";

export const POST = serve(SUBMIT_REQUEST, async (call) => {
  const body = await submitRequest(call.ctx, await requestOf(call));
  return { body, revision: body.revision };
});

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
