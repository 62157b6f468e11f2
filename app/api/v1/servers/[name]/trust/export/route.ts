import { EXPORT_TRUST } from "#lib/management-api/operations/trust.ts";
import { serve } from "#lib/management-api/serve.ts";
import { serverRef } from "#lib/management-api/server-of.ts";
import { exportTrust } from "#lib/trust/export-trust.ts";

export const GET = serve(EXPORT_TRUST, async (call) => ({
  body: await exportTrust(call.ctx, { ...call.query, ...serverRef(call) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
