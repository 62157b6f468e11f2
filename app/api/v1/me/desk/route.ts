import { GET_DESK } from "#lib/management-api/operations/people.ts";
import { serve } from "#lib/management-api/serve.ts";
import { getDesk } from "#lib/ownership/get-desk.ts";

export const GET = serve(GET_DESK, async ({ ctx }) => ({ body: await getDesk(ctx, {}) }));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
