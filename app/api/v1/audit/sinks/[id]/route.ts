import { getSink } from "#lib/audit-sinks/get-sink.ts";
import { GET_SINK } from "#lib/management-api/operations/audit-sinks.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, idOf } from "#lib/management-api/server-of.ts";

export const GET = serve(GET_SINK, async (call) => ({
  body: found(await getSink(call.ctx, { id: idOf(call, "sink") }), "sink"),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
