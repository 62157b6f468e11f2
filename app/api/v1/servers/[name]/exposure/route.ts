import { concealServer } from "#lib/catalog/conceal-server.ts";
import { exposeServer } from "#lib/catalog/expose-server.ts";
import { CONCEAL_SERVER, EXPOSE_SERVER } from "#lib/management-api/operations/using.ts";
import { serve } from "#lib/management-api/serve.ts";
import { serverRef } from "#lib/management-api/server-of.ts";

export const POST = serve(EXPOSE_SERVER, async (call) => ({
  body: await exposeServer(call.ctx, serverRef(call)),
}));

export const DELETE = serve(CONCEAL_SERVER, async (call) => ({
  body: await concealServer(call.ctx, serverRef(call)),
}));

export {
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
