import { CHANGE_TEAM, GET_TEAM, REMOVE_TEAM } from "#lib/management-api/operations/people.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, slugOf } from "#lib/management-api/server-of.ts";
import { changeTeam } from "#lib/teams/change-team.ts";
import { getTeam } from "#lib/teams/get-team.ts";
import { removeTeam } from "#lib/teams/remove-team.ts";

export const GET = serve(GET_TEAM, async (call) => ({
  body: found(await getTeam(call.ctx, { slug: slugOf(call, "team") }), "team"),
}));

export const PUT = serve(CHANGE_TEAM, async (call) => ({
  body: await changeTeam(call.ctx, { ...call.body, slug: slugOf(call, "team") }),
}));

export const DELETE = serve(REMOVE_TEAM, async (call) => {
  await removeTeam(call.ctx, { slug: slugOf(call, "team") });
  return { body: { removed: true } };
});

export {
  refuseMethod as PATCH,
  refuseMethod as POST,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
