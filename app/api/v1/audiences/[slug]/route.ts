import { changeAudience } from "#lib/audiences/change-audience.ts";
import { getAudience } from "#lib/audiences/get-audience.ts";
import { removeAudience } from "#lib/audiences/remove-audience.ts";
import {
  CHANGE_AUDIENCE,
  GET_AUDIENCE,
  REMOVE_AUDIENCE,
} from "#lib/management-api/operations/feed.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, slugOf } from "#lib/management-api/server-of.ts";

export const GET = serve(GET_AUDIENCE, async (call) => ({
  body: found(await getAudience(call.ctx, { slug: slugOf(call, "audience") }), "audience"),
}));

export const PUT = serve(CHANGE_AUDIENCE, async (call) => ({
  body: await changeAudience(call.ctx, { ...call.body, slug: slugOf(call, "audience") }),
}));

export const DELETE = serve(REMOVE_AUDIENCE, async (call) => {
  await removeAudience(call.ctx, { slug: slugOf(call, "audience") });
  return { body: { removed: true } };
});

export {
  refuseMethod as PATCH,
  refuseMethod as POST,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
