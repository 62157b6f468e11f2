import { getServer } from "#lib/catalog/get-server.ts";
import { GET_SERVER } from "#lib/management-api/operations/servers.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { serverJson } from "#lib/management-api/views/server-json.ts";
import { getRetirementHeaders } from "#lib/retirements/get-retirement-headers.ts";

export const GET = serve(GET_SERVER, async (call) => {
  const server = found(await getServer(call.ctx, serverRef(call)));
  const headers = await getRetirementHeaders(call.ctx, { name: server.name });
  return { body: serverJson(server), headers };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
