import {
  CHANGE_NAMESPACES,
  GET_IDENTITY,
  REMOVE_IDENTITY,
} from "#lib/management-api/operations/identities.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, idOf } from "#lib/management-api/server-of.ts";
import { changeNamespaces } from "#lib/publishers/change-namespaces.ts";
import { getIdentity } from "#lib/publishers/get-identity.ts";
import { removeIdentity } from "#lib/publishers/remove-identity.ts";

const what = "publisher";

export const GET = serve(GET_IDENTITY, async (call) => ({
  body: found(await getIdentity(call.ctx, { id: idOf(call, what) }), what),
}));

export const PATCH = serve(CHANGE_NAMESPACES, async (call) => {
  const id = idOf(call, what);
  await changeNamespaces(call.ctx, { ...call.body, id });
  return { body: found(await getIdentity(call.ctx, { id }), what) };
});

export const DELETE = serve(REMOVE_IDENTITY, async (call) => {
  await removeIdentity(call.ctx, { id: idOf(call, what) });
  return { body: { removed: true } };
});

export {
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
