import { defineRoute } from "#lib/http/define-route.ts";
import { getImportRun } from "#lib/imports/get-import-run.ts";

/** GET /api/v1/imports/{id}: one run with its counts so far, for whoever waits for it. */
export const GET = defineRoute<{ id: string }>(async (ctx, _request, { id }) => {
  const { run } = await getImportRun(ctx, { runId: id, limit: 1 });
  return Response.json({ run }, { headers: { "cache-control": "no-store" } });
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
