import { DISCARD_POLICY, GET_POLICY } from "#lib/management-api/operations/policy.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, versionOf } from "#lib/management-api/server-of.ts";
import { discardPolicy } from "#lib/reviews/discard-policy.ts";
import { getPolicy } from "#lib/reviews/get-policy.ts";

export const GET = serve(GET_POLICY, async (call) => ({
  body: found(await getPolicy(call.ctx, { version: versionOf(call) }), "version"),
}));

export const DELETE = serve(DISCARD_POLICY, async (call) => ({
  body: await discardPolicy(call.ctx, { version: versionOf(call) }),
}));

export {
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
