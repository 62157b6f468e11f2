import { FREE_NAMESPACE } from "#lib/management-api/operations/identities.ts";
import { serve } from "#lib/management-api/serve.ts";
import { partOf } from "#lib/management-api/server-of.ts";
import { freeNamespace } from "#lib/publishers/free-namespace.ts";
import { NamespaceRef } from "#lib/publishers/schemas.ts";

export const DELETE = serve(FREE_NAMESPACE, async (call) => {
  const namespace = partOf(call, {
    name: "namespace",
    schema: NamespaceRef.shape.namespace,
    what: "namespace",
  });
  await freeNamespace(call.ctx, { namespace });
  return { body: { removed: true } };
});

export {
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
