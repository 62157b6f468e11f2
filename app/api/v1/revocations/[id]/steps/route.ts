import { RECORD_STEP } from "#lib/management-api/operations/revocations.ts";
import { serve } from "#lib/management-api/serve.ts";
import { idOf } from "#lib/management-api/server-of.ts";
import { recordStep } from "#lib/revocations/record-step.ts";

export const POST = serve(RECORD_STEP, async (call) => ({
  body: await recordStep(call.ctx, { ...call.body, id: idOf(call, "revocation") }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
