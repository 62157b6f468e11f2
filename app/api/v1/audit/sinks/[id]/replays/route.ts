import { replaySinkLetters } from "#lib/audit-sinks/replay-sink-letters.ts";
import { REPLAY_LETTERS } from "#lib/management-api/operations/audit-sinks.ts";
import { serve } from "#lib/management-api/serve.ts";
import { idOf } from "#lib/management-api/server-of.ts";

export const POST = serve(REPLAY_LETTERS, async (call) => ({
  body: await replaySinkLetters(call.ctx, { ...call.body, sinkId: idOf(call, "sink") }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
