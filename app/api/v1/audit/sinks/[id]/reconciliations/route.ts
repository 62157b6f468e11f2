import { reconcileSink } from "#lib/audit-sinks/reconcile-sink.ts";
import { RECONCILE_SINK } from "#lib/management-api/operations/audit-sinks.ts";
import { serve } from "#lib/management-api/serve.ts";
import { idOf } from "#lib/management-api/server-of.ts";

export const POST = serve(RECONCILE_SINK, async (call) => ({
  body: await reconcileSink(call.ctx, {
    sinkId: idOf(call, "sink"),
    days: { from: call.body["from"], to: call.body["to"] },
  }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
