import { listActivity } from "#lib/catalog/list-activity.ts";
import { LIST_ACTIVITY } from "#lib/management-api/operations/servers.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";

export const GET = serve(LIST_ACTIVITY, async (call) => ({
  body: found(await listActivity(call.ctx, { ...serverRef(call), ...call.query })),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
