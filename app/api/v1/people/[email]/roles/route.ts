import { SET_ROLES } from "#lib/management-api/operations/people.ts";
import { serve } from "#lib/management-api/serve.ts";
import { emailOf } from "#lib/management-api/server-of.ts";
import { setRoles } from "#lib/people/set-roles.ts";

export const PATCH = serve(SET_ROLES, async (call) => ({
  body: await setRoles(call.ctx, { ...call.body, email: emailOf(call) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
