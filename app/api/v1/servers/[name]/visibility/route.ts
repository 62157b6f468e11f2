import { setVisibility } from "#lib/catalog/set-visibility.ts";
import { SET_VISIBILITY } from "#lib/management-api/operations/using.ts";
import { serve } from "#lib/management-api/serve.ts";
import { serverRef } from "#lib/management-api/server-of.ts";

export const PUT = serve(SET_VISIBILITY, async (call) => ({
  body: await setVisibility(call.ctx, { ...call.body, ...serverRef(call) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as POST,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
