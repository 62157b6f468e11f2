import { askedBody } from "#lib/management-api/asked-body.ts";
import { CREATE_REQUEST, LIST_REQUESTS } from "#lib/management-api/operations/requests.ts";
import { serve } from "#lib/management-api/serve.ts";
import { requestSummaryJson } from "#lib/management-api/views/request-json.ts";
import { requestNumber } from "#lib/requests/core/words.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { listRequests } from "#lib/requests/list-requests.ts";

export const GET = serve(LIST_REQUESTS, async ({ ctx, query }) => {
  const { requests, nextCursor, total } = await listRequests(ctx, query);
  return { body: { requests: requests.map(requestSummaryJson), nextCursor, total } };
});

export const POST = serve(CREATE_REQUEST, async (call) => {
  const asked = { ...askedBody(call), origin_of_request: "api" };
  const made = await createRequest(call.ctx, asked);
  return {
    body: { ...made, number: requestNumber(made.number) },
    revision: made.revision,
    location: `/api/v1/requests/${made.id}`,
  };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
