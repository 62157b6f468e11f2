import { ASSIGN_REQUEST } from "#lib/management-api/operations/requests.ts";
import { requestOf } from "#lib/management-api/request-of.ts";
import { serve } from "#lib/management-api/serve.ts";
import { assignRequest } from "#lib/requests/assign-request.ts";

export const POST = serve(ASSIGN_REQUEST, async (call) => ({
  body: await assignRequest(call.ctx, { ...call.body, ...(await requestOf(call)) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
