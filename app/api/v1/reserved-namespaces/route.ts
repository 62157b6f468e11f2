import { RESERVE_NAMESPACE } from "#lib/management-api/operations/identities.ts";
import { serve } from "#lib/management-api/serve.ts";
import { reserveNamespace } from "#lib/publishers/reserve-namespace.ts";

export const POST = serve(RESERVE_NAMESPACE, async ({ ctx, body }) => ({
  body: await reserveNamespace(ctx, body),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
