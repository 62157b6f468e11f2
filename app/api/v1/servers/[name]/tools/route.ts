import { listServerTools } from "#lib/catalog/list-server-tools.ts";
import { LIST_SERVER_TOOLS } from "#lib/management-api/operations/using.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";

export const GET = serve(LIST_SERVER_TOOLS, async (call) => ({
  body: found(await listServerTools(call.ctx, { ...call.query, ...serverRef(call) }), "version"),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
