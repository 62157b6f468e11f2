import { GET_NEXT_REQUEST } from "#lib/management-api/operations/reviewing.ts";
import { serve } from "#lib/management-api/serve.ts";
import { getNextRequest } from "#lib/requests/get-next-request.ts";

export const GET = serve(GET_NEXT_REQUEST, async ({ ctx, query: { except } }) => ({
  body: { request: await getNextRequest(ctx, { exceptId: except }) },
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
