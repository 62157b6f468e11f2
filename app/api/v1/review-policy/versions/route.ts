import { DRAFT_POLICY, LIST_POLICIES } from "#lib/management-api/operations/policy.ts";
import { serve } from "#lib/management-api/serve.ts";
import { draftPolicy } from "#lib/reviews/draft-policy.ts";
import { listPolicies } from "#lib/reviews/list-policies.ts";

export const GET = serve(LIST_POLICIES, async ({ ctx, query }) => {
  const { inForce, draft, versions, total } = await listPolicies(ctx, query);
  return {
    body: { inForce: inForce.version, draft: draft?.version ?? null, versions, total },
  };
});

export const POST = serve(DRAFT_POLICY, async ({ ctx, body }) => {
  const draft = await draftPolicy(ctx, body);
  return { body: draft, location: `/api/v1/review-policy/versions/${draft.version}` };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
