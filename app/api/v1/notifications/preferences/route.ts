import { GET_PREFERENCES, SET_PREFERENCES } from "#lib/management-api/operations/account.ts";
import { serve } from "#lib/management-api/serve.ts";
import { getPreferences } from "#lib/notifications/get-preferences.ts";
import { setPreferences } from "#lib/notifications/set-preferences.ts";

export const GET = serve(GET_PREFERENCES, async ({ ctx }) => ({
  body: { preferences: await getPreferences(ctx, {}) },
}));

export const PATCH = serve(SET_PREFERENCES, async ({ ctx, body }) => ({
  body: await setPreferences(ctx, body),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
