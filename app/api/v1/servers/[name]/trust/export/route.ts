import { filtersText } from "#lib/exports/filters-text.ts";
import { noteExport } from "#lib/exports/note-export.ts";
import { EXPORT_TRUST } from "#lib/management-api/operations/trust.ts";
import { serve } from "#lib/management-api/serve.ts";
import { serverRef } from "#lib/management-api/server-of.ts";
import { exportTrust } from "#lib/trust/export-trust.ts";

export const GET = serve(EXPORT_TRUST, async (call) => {
  const { name } = serverRef(call);
  const body = await exportTrust(call.ctx, { ...call.query, name });
  const filters = filtersText({ server: name, ...call.query });
  await noteExport(call.ctx, { what: "trust-export", filters });
  return { body };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
