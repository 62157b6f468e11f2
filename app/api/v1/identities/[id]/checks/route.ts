import { VERIFY_IDENTITY } from "#lib/management-api/operations/identities.ts";
import { serve } from "#lib/management-api/serve.ts";
import { idOf } from "#lib/management-api/server-of.ts";
import { verifyIdentity } from "#lib/publishers/verify-identity.ts";

export const POST = serve(VERIFY_IDENTITY, async (call) => ({
  body: await verifyIdentity(call.ctx, { id: idOf(call, "publisher") }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
