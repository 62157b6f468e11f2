import { getLogSettings } from "#lib/audit-changes/get-log-settings.ts";
import { GET_LOG_SETTINGS } from "#lib/management-api/operations/audit-changes.ts";
import { serve } from "#lib/management-api/serve.ts";

export const GET = serve(GET_LOG_SETTINGS, async ({ ctx }) => ({
  body: await getLogSettings(ctx, {}),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
