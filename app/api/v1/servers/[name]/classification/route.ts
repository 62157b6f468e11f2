import { classifyServer } from "#lib/catalog/classify-server.ts";
import { CLASSIFY_SERVER } from "#lib/management-api/operations/servers.ts";
import { serve } from "#lib/management-api/serve.ts";
import { serverRef } from "#lib/management-api/server-of.ts";

export const PUT = serve(CLASSIFY_SERVER, async (call) => ({
  body: await classifyServer(call.ctx, { ...call.body, ...serverRef(call) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as POST,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
