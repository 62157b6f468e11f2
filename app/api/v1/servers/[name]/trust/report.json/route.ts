import { filtersText } from "#lib/exports/filters-text.ts";
import { noteExport } from "#lib/exports/note-export.ts";
import { GET_MTF_REPORT } from "#lib/management-api/operations/trust-details.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { getMtfReport } from "#lib/trust/get-mtf-report.ts";

export const GET = serve(GET_MTF_REPORT, async (call) => {
  const { name } = serverRef(call);
  const body = found(await getMtfReport(call.ctx, { ...call.query, name }), "version");
  const filters = filtersText({ server: name, ...call.query });
  await noteExport(call.ctx, { what: "trust-report", filters });
  return { body };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
