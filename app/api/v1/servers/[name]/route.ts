import { getServer } from "#lib/catalog/get-server.ts";
import { GET_SERVER } from "#lib/management-api/operations/servers.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { serverJson } from "#lib/management-api/views/server-json.ts";

export const GET = serve(GET_SERVER, async (call) => ({
  body: serverJson(found(await getServer(call.ctx, serverRef(call)))),
}));
