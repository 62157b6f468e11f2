import { concealServers } from "#lib/audiences/conceal-servers.ts";
import { CONCEAL_SERVERS } from "#lib/management-api/operations/feed.ts";
import { serve } from "#lib/management-api/serve.ts";

export const POST = serve(CONCEAL_SERVERS, async ({ ctx, body }) => ({
  body: await concealServers(ctx, body),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
