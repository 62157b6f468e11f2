import { testSink } from "#lib/audit-sinks/test-sink.ts";
import { TEST_SINK } from "#lib/management-api/operations/audit-sinks.ts";
import { serve } from "#lib/management-api/serve.ts";
import { idOf } from "#lib/management-api/server-of.ts";

export const POST = serve(TEST_SINK, async (call) => {
  const outcome = await testSink(call.ctx, { id: idOf(call, "sink") });
  return { body: { sent: outcome.sent, reason: outcome.sent ? null : outcome.reason } };
});

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
