import { REVOKE_TOKEN } from "#lib/management-api/operations/account.ts";
import { serve } from "#lib/management-api/serve.ts";
import { idOf } from "#lib/management-api/server-of.ts";
import { revokeToken } from "#lib/tokens/revoke-token.ts";

export const DELETE = serve(REVOKE_TOKEN, async (call) => ({
  body: await revokeToken(call.ctx, { tokenId: idOf(call, "token") }),
}));

export {
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
