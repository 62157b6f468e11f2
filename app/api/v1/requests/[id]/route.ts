import { askedBody } from "#lib/management-api/asked-body.ts";
import { EDIT_REQUEST, GET_REQUEST } from "#lib/management-api/operations/requests.ts";
import { notFound, requestKey, requestOf } from "#lib/management-api/request-of.ts";
import { serve } from "#lib/management-api/serve.ts";
import { requestJson } from "#lib/management-api/views/request-json.ts";
import { editRequest } from "#lib/requests/edit-request.ts";
import { getRequest } from "#lib/requests/get-request.ts";

export const GET = serve(GET_REQUEST, async (call) => {
  const request = await getRequest(call.ctx, requestKey(call));
  if (!request) throw notFound();
  return { body: requestJson(request), revision: request.revision };
});

export const PUT = serve(EDIT_REQUEST, async (call) => {
  const body = await editRequest(call.ctx, { ...askedBody(call), ...(await requestOf(call)) });
  return { body, revision: body.revision };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
