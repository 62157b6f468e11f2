import { GET_OWNERSHIP } from "#lib/management-api/operations/owning.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { ownershipJson } from "#lib/management-api/views/owning-json.ts";
import { getOwnership } from "#lib/ownership/get-ownership.ts";

export const GET = serve(GET_OWNERSHIP, async (call) => ({
  body: ownershipJson(found(await getOwnership(call.ctx, serverRef(call)))),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
