import { REMOVE_MEMBER } from "#lib/management-api/operations/people.ts";
import { serve } from "#lib/management-api/serve.ts";
import { emailOf, slugOf } from "#lib/management-api/server-of.ts";
import { removeMember } from "#lib/teams/remove-member.ts";

export const DELETE = serve(REMOVE_MEMBER, async (call) => {
  await removeMember(call.ctx, { slug: slugOf(call, "team"), email: emailOf(call) });
  return { body: { removed: true } };
});

export {
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
