import { listCheckpoints } from "#lib/audit/list-checkpoints.ts";
import { LIST_CHECKPOINTS } from "#lib/management-api/operations/audit.ts";
import { serve } from "#lib/management-api/serve.ts";

export const GET = serve(LIST_CHECKPOINTS, async ({ ctx, query }) => ({
  body: await listCheckpoints(ctx, query),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
