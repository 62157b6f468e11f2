import { getAuditProof } from "#lib/audit/get-proof.ts";
import { AuditEventRef } from "#lib/audit/schemas.ts";
import { GET_AUDIT_PROOF } from "#lib/management-api/operations/audit.ts";
import { notFound } from "#lib/management-api/request-of.ts";
import { serve } from "#lib/management-api/serve.ts";

export const GET = serve(GET_AUDIT_PROOF, async ({ ctx, params }) => {
  const ref = AuditEventRef.safeParse(params);
  const found = ref.success ? await getAuditProof(ctx, ref.data) : null;
  if (!found) throw notFound("record");
  return { body: found };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
