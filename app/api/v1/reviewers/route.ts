import { LIST_REVIEWERS } from "#lib/management-api/operations/reviewing.ts";
import { serve } from "#lib/management-api/serve.ts";
import { listReviewers } from "#lib/requests/list-reviewers.ts";

export const GET = serve(LIST_REVIEWERS, async ({ ctx }) => ({
  body: { reviewers: await listReviewers(ctx, {}) },
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
