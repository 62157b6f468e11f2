import { fieldError } from "#lib/kernel/errors.ts";
import { GET_RETIREMENT, REQUEST_RETIREMENT } from "#lib/management-api/operations/retiring.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { retirementJson } from "#lib/management-api/views/owning-json.ts";
import { requestNumber } from "#lib/requests/core/words.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { getRetirement } from "#lib/retirements/get-retirement.ts";

export const GET = serve(GET_RETIREMENT, async (call) => {
  const campaign = await getRetirement(call.ctx, serverRef(call));
  return { body: retirementJson(found(campaign, "retirement")) };
});

/** The reason is what everyone who uses the server reads; reviewers read it too. */
export const POST = serve(REQUEST_RETIREMENT, async (call) => {
  const { reason, message = reason, justification = message, ...plan } = call.body;
  if (typeof message !== "string" || message.trim() === "")
    throw fieldError("reason", "Say why: people who use it read this.");
  const { name: serverName } = serverRef(call);
  const asked = { ...plan, kind: "retire", serverName, message, justification };
  const made = await createRequest(call.ctx, { ...asked, origin_of_request: "api" });
  return {
    body: { ...made, number: requestNumber(made.number) },
    revision: made.revision,
    location: `/api/v1/requests/${made.id}`,
  };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
