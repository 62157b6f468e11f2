import { GET_REVIEW_POLICY } from "#lib/management-api/operations/overview.ts";
import { serve } from "#lib/management-api/serve.ts";
import { listPolicies } from "#lib/reviews/list-policies.ts";

export const GET = serve(GET_REVIEW_POLICY, async ({ ctx }) => {
  const { inForce } = await listPolicies(ctx, { limit: 1 });
  const { version, rules, note, author, publisher, publishedAt } = inForce;
  return { body: { version, rules, note, author, publisher, publishedAt } };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
