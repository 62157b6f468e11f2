import { WITHDRAW_REQUEST } from "#lib/management-api/operations/requests.ts";
import { requestOf } from "#lib/management-api/request-of.ts";
import { serve } from "#lib/management-api/serve.ts";
import { withdrawRequest } from "#lib/requests/withdraw-request.ts";

export const POST = serve(WITHDRAW_REQUEST, async (call) => ({
  body: await withdrawRequest(call.ctx, { ...call.body, ...(await requestOf(call)) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
