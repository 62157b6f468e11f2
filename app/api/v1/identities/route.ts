import { CREATE_IDENTITY, LIST_IDENTITIES } from "#lib/management-api/operations/identities.ts";
import { serve } from "#lib/management-api/serve.ts";
import { createIdentity } from "#lib/publishers/create-identity.ts";
import { listIdentities } from "#lib/publishers/list-identities.ts";

export const GET = serve(LIST_IDENTITIES, async ({ ctx }) => ({
  body: await listIdentities(ctx, {}),
}));

export const POST = serve(CREATE_IDENTITY, async ({ ctx, body }) => ({
  body: await createIdentity(ctx, body),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
