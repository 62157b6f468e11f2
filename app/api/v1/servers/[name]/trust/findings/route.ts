import { LIST_FINDINGS } from "#lib/management-api/operations/trust-details.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { listFindings } from "#lib/trust/list-findings.ts";

export const GET = serve(LIST_FINDINGS, async (call) => ({
  body: found(await listFindings(call.ctx, { ...call.query, ...serverRef(call) }), "version"),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
