import { addServers } from "#lib/audiences/add-servers.ts";
import { ADD_AUDIENCE_SERVERS } from "#lib/management-api/operations/feed.ts";
import { serve } from "#lib/management-api/serve.ts";
import { slugOf } from "#lib/management-api/server-of.ts";

export const POST = serve(ADD_AUDIENCE_SERVERS, async (call) => ({
  body: await addServers(call.ctx, { ...call.body, slug: slugOf(call, "audience") }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
