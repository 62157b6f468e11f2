import {
  CHANGE_MIRROR,
  GET_MIRROR,
  REMOVE_MIRROR,
} from "#lib/management-api/operations/mirrors.ts";
import { serve } from "#lib/management-api/serve.ts";
import { idOf } from "#lib/management-api/server-of.ts";
import { changeMirrorSource } from "#lib/mirror/change-mirror-source.ts";
import { getMirrorSource } from "#lib/mirror/get-mirror-source.ts";
import { removeMirrorSource } from "#lib/mirror/remove-mirror-source.ts";

export const GET = serve(GET_MIRROR, async (call) => {
  const { source, runs } = await getMirrorSource(call.ctx, { id: idOf(call, "mirror") });
  return { body: { ...source, runs } };
});

export const PATCH = serve(CHANGE_MIRROR, async (call) => {
  const id = idOf(call, "mirror");
  await changeMirrorSource(call.ctx, { ...call.body, id });
  return { body: (await getMirrorSource(call.ctx, { id })).source };
});

export const DELETE = serve(REMOVE_MIRROR, async (call) => {
  await removeMirrorSource(call.ctx, { id: idOf(call, "mirror") });
  return { body: { removed: true } };
});

export {
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
