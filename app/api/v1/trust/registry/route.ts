import { ASSESS_REGISTRY } from "#lib/management-api/operations/trust-overview.ts";
import { serve } from "#lib/management-api/serve.ts";
import { assessRegistry } from "#lib/trust/overview/assess-registry.ts";

export const GET = serve(ASSESS_REGISTRY, async ({ ctx }) => ({
  body: await assessRegistry(ctx, {}),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
