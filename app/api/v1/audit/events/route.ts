import { listAuditEvents } from "#lib/audit/list-events.ts";
import { LIST_AUDIT_EVENTS } from "#lib/management-api/operations/audit.ts";
import { serve } from "#lib/management-api/serve.ts";

export const GET = serve(LIST_AUDIT_EVENTS, async ({ ctx, query }) => ({
  body: await listAuditEvents(ctx, query),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
