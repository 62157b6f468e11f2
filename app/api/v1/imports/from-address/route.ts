import { requestUrlImport } from "#lib/jobs/request-url-import.ts";
import { IMPORT_FROM_ADDRESS } from "#lib/management-api/operations/mirrors.ts";
import { serve } from "#lib/management-api/serve.ts";

export const POST = serve(IMPORT_FROM_ADDRESS, async ({ ctx, body }) => {
  const { runId } = await requestUrlImport(ctx, body);
  return { body: { runId }, location: `/api/v1/imports/${runId}` };
});

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
