import { MARK_VIEWED } from "#lib/management-api/operations/reviewing.ts";
import { requestOf } from "#lib/management-api/request-of.ts";
import { serve } from "#lib/management-api/serve.ts";
import { markViewed } from "#lib/requests/mark-viewed.ts";

export const POST = serve(MARK_VIEWED, async (call) => ({
  body: await markViewed(call.ctx, { ...call.body, ...(await requestOf(call)) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
