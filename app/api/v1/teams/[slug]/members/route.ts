import { ADD_MEMBER } from "#lib/management-api/operations/people.ts";
import { serve } from "#lib/management-api/serve.ts";
import { slugOf } from "#lib/management-api/server-of.ts";
import { addMember } from "#lib/teams/add-member.ts";

export const POST = serve(ADD_MEMBER, async (call) => ({
  body: await addMember(call.ctx, { ...call.body, slug: slugOf(call, "team") }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
