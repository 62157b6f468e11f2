import { answerRetirement } from "#lib/retirements/answer-retirement.ts";
import { ANSWER_RETIREMENT } from "#lib/management-api/operations/retiring.ts";
import { serve } from "#lib/management-api/serve.ts";
import { serverRef } from "#lib/management-api/server-of.ts";

export const POST = serve(ANSWER_RETIREMENT, async (call) => ({
  body: await answerRetirement(call.ctx, { ...call.body, ...serverRef(call) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
