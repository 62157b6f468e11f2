import { LIST_OPEN_FINDINGS } from "#lib/management-api/operations/trust-overview.ts";
import { serve } from "#lib/management-api/serve.ts";
import { listOpenFindings } from "#lib/trust/overview/list-open-findings.ts";

export const GET = serve(LIST_OPEN_FINDINGS, async ({ ctx, query }) => ({
  body: await listOpenFindings(ctx, query),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
