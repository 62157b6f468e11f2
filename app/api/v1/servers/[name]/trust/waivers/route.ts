import { LIST_WAIVERS } from "#lib/management-api/operations/trust-waivers.ts";
import { serve } from "#lib/management-api/serve.ts";
import { serverRef } from "#lib/management-api/server-of.ts";
import { listWaivers } from "#lib/trust/waivers/list-waivers.ts";

export const GET = serve(LIST_WAIVERS, async (call) => ({
  body: { waivers: await listWaivers(call.ctx, serverRef(call)) },
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
