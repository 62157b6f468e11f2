import { LIST_UNOWNED } from "#lib/management-api/operations/using.ts";
import { serve } from "#lib/management-api/serve.ts";
import { listUnowned } from "#lib/ownership/list-unowned.ts";

export const GET = serve(LIST_UNOWNED, async ({ ctx }) => ({
  body: { servers: await listUnowned(ctx, {}) },
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
