import { listAuditChanges } from "#lib/audit-changes/list-audit-changes.ts";
import { proposeAuditChange } from "#lib/audit-changes/propose-audit-change.ts";
import {
  LIST_AUDIT_CHANGES,
  PROPOSE_AUDIT_CHANGE,
} from "#lib/management-api/operations/audit-changes.ts";
import { serve } from "#lib/management-api/serve.ts";

export const GET = serve(LIST_AUDIT_CHANGES, async ({ ctx, query }) => ({
  body: await listAuditChanges(ctx, query),
}));

export const POST = serve(PROPOSE_AUDIT_CHANGE, async ({ ctx, body }) => ({
  body: await proposeAuditChange(ctx, body),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
