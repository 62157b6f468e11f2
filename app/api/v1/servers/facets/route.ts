import { countFacets } from "#lib/catalog/count-facets.ts";
import { COUNT_FACETS } from "#lib/management-api/operations/using.ts";
import { serve } from "#lib/management-api/serve.ts";

export const GET = serve(COUNT_FACETS, async ({ ctx, query }) => ({
  body: await countFacets(ctx, { params: query }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
