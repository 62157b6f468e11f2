import { getVersionDiff } from "#lib/catalog/get-version-diff.ts";
import { GET_VERSION_DIFF } from "#lib/management-api/operations/using.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";

export const GET = serve(GET_VERSION_DIFF, async (call) => ({
  body: found(await getVersionDiff(call.ctx, { ...call.query, ...serverRef(call) }), "version"),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
