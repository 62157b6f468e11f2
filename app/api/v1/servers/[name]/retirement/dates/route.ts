import { rescheduleRetirement } from "#lib/retirements/reschedule-retirement.ts";
import { RESCHEDULE_RETIREMENT } from "#lib/management-api/operations/retiring.ts";
import { serve } from "#lib/management-api/serve.ts";
import { serverRef } from "#lib/management-api/server-of.ts";

export const PUT = serve(RESCHEDULE_RETIREMENT, async (call) => ({
  body: await rescheduleRetirement(call.ctx, { ...call.body, ...serverRef(call) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as POST,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
