import { DISABLE_PERSON } from "#lib/management-api/operations/people.ts";
import { serve } from "#lib/management-api/serve.ts";
import { emailOf } from "#lib/management-api/server-of.ts";
import { disablePerson } from "#lib/people/disable-person.ts";

export const POST = serve(DISABLE_PERSON, async (call) => ({
  body: await disablePerson(call.ctx, { ...call.body, email: emailOf(call) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
