import { PUBLISH_POLICY } from "#lib/management-api/operations/policy.ts";
import { serve } from "#lib/management-api/serve.ts";
import { versionOf } from "#lib/management-api/server-of.ts";
import { publishPolicy } from "#lib/reviews/publish-policy.ts";

export const POST = serve(PUBLISH_POLICY, async (call) => ({
  body: await publishPolicy(call.ctx, { version: versionOf(call) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
