import { LIST_RETIREMENTS } from "#lib/management-api/operations/using.ts";
import { serve } from "#lib/management-api/serve.ts";
import { listRetirements } from "#lib/retirements/list-retirements.ts";

export const GET = serve(LIST_RETIREMENTS, async ({ ctx, query }) => ({
  body: await listRetirements(ctx, query),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
