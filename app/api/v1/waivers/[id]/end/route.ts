import { END_WAIVER } from "#lib/management-api/operations/trust-waivers.ts";
import { serve } from "#lib/management-api/serve.ts";
import { idOf } from "#lib/management-api/server-of.ts";
import { endWaiver } from "#lib/trust/waivers/end-waiver.ts";

export const POST = serve(END_WAIVER, async (call) => ({
  body: await endWaiver(call.ctx, { ...call.body, waiverId: idOf(call, "waiver") }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
