import { listSinks } from "#lib/audit-sinks/list-sinks.ts";
import { LIST_SINKS } from "#lib/management-api/operations/audit-sinks.ts";
import { serve } from "#lib/management-api/serve.ts";

export const GET = serve(LIST_SINKS, async ({ ctx }) => ({
  body: { sinks: await listSinks(ctx, {}) },
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
