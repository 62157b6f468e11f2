import { GET_PERSON } from "#lib/management-api/operations/people.ts";
import { serve } from "#lib/management-api/serve.ts";
import { emailOf, found } from "#lib/management-api/server-of.ts";
import { getPerson } from "#lib/people/get-person.ts";

export const GET = serve(GET_PERSON, async (call) => ({
  body: found(await getPerson(call.ctx, { email: emailOf(call) }), "person"),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
