import { removeServer } from "#lib/audiences/remove-server.ts";
import { REMOVE_AUDIENCE_SERVER } from "#lib/management-api/operations/feed.ts";
import { serve } from "#lib/management-api/serve.ts";
import { serverRef, slugOf } from "#lib/management-api/server-of.ts";

export const DELETE = serve(REMOVE_AUDIENCE_SERVER, async (call) => {
  await removeServer(call.ctx, { slug: slugOf(call, "audience"), ...serverRef(call) });
  return { body: { removed: true } };
});

export {
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
