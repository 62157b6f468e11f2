import { HAND_OVER_IDENTITY, STOP_HANDOVER } from "#lib/management-api/operations/identities.ts";
import { serve } from "#lib/management-api/serve.ts";
import { idOf } from "#lib/management-api/server-of.ts";
import { handOverIdentity } from "#lib/publishers/hand-over-identity.ts";
import { stopHandover } from "#lib/publishers/stop-handover.ts";

export const POST = serve(HAND_OVER_IDENTITY, async (call) => ({
  body: await handOverIdentity(call.ctx, { ...call.body, id: idOf(call, "publisher") }),
}));

export const DELETE = serve(STOP_HANDOVER, async (call) => ({
  body: await stopHandover(call.ctx, { id: idOf(call, "publisher") }),
}));

export {
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
