import { COUNT_QUEUES } from "#lib/management-api/operations/reviewing.ts";
import { serve } from "#lib/management-api/serve.ts";
import { countQueues } from "#lib/requests/count-queues.ts";

export const GET = serve(COUNT_QUEUES, async ({ ctx }) => ({ body: await countQueues(ctx, {}) }));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
