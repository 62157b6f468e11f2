import { LIST_REVOCATIONS, REVOKE_ARTIFACT } from "#lib/management-api/operations/revocations.ts";
import { serve } from "#lib/management-api/serve.ts";
import { listRevocations } from "#lib/revocations/list-revocations.ts";
import { revokeArtifact } from "#lib/revocations/revoke-artifact.ts";

export const GET = serve(LIST_REVOCATIONS, async ({ ctx, query }) => ({
  body: await listRevocations(ctx, query),
}));

export const POST = serve(REVOKE_ARTIFACT, async ({ ctx, body }) => ({
  body: await revokeArtifact(ctx, body),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
