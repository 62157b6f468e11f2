import { quarantineServer } from "#lib/operations/quarantine-server.ts";
import { QUARANTINE_SERVER } from "#lib/management-api/operations/servers.ts";
import { serve } from "#lib/management-api/serve.ts";
import { serverRef } from "#lib/management-api/server-of.ts";

export const POST = serve(QUARANTINE_SERVER, async (call) => ({
  body: await quarantineServer(call.ctx, { ...call.body, ...serverRef(call) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
