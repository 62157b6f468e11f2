import { confirmAuditChange } from "#lib/audit-changes/confirm-audit-change.ts";
import { CONFIRM_AUDIT_CHANGE } from "#lib/management-api/operations/audit-changes.ts";
import { serve } from "#lib/management-api/serve.ts";
import { idOf } from "#lib/management-api/server-of.ts";

export const POST = serve(CONFIRM_AUDIT_CHANGE, async (call) => ({
  body: await confirmAuditChange(call.ctx, { ...call.body, id: idOf(call, "proposal") }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
