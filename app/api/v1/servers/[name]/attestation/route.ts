import { attestServer } from "#lib/ownership/attest-server.ts";
import { ATTEST_SERVER } from "#lib/management-api/operations/owning.ts";
import { serve } from "#lib/management-api/serve.ts";
import { serverRef } from "#lib/management-api/server-of.ts";

export const POST = serve(ATTEST_SERVER, async (call) => ({
  body: await attestServer(call.ctx, { ...call.body, ...serverRef(call) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
