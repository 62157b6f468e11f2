import { LIFT_REVOCATION } from "#lib/management-api/operations/revocations.ts";
import { serve } from "#lib/management-api/serve.ts";
import { idOf } from "#lib/management-api/server-of.ts";
import { liftRevocation } from "#lib/revocations/lift-revocation.ts";

export const POST = serve(LIFT_REVOCATION, async (call) => ({
  body: await liftRevocation(call.ctx, { ...call.body, id: idOf(call, "revocation") }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
