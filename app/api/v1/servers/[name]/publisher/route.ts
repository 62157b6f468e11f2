import { GET_SERVER_PUBLISHER } from "#lib/management-api/operations/identities.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { getServerPublisher } from "#lib/publishers/get-server-publisher.ts";

export const GET = serve(GET_SERVER_PUBLISHER, async (call) => ({
  body: found(await getServerPublisher(call.ctx, serverRef(call))),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
