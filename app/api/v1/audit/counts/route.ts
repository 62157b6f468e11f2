import { getAuditCounts } from "#lib/audit/get-counts.ts";
import { GET_AUDIT_COUNTS } from "#lib/management-api/operations/audit.ts";
import { serve } from "#lib/management-api/serve.ts";

export const GET = serve(GET_AUDIT_COUNTS, async ({ ctx, query }) => ({
  body: await getAuditCounts(ctx, query),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
