import { ENABLE_PERSON } from "#lib/management-api/operations/people.ts";
import { serve } from "#lib/management-api/serve.ts";
import { emailOf } from "#lib/management-api/server-of.ts";
import { enablePerson } from "#lib/people/enable-person.ts";

export const POST = serve(ENABLE_PERSON, async (call) => ({
  body: await enablePerson(call.ctx, { email: emailOf(call) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
