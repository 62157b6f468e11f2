import { exposeServers } from "#lib/audiences/expose-servers.ts";
import { EXPOSE_SERVERS } from "#lib/management-api/operations/feed.ts";
import { serve } from "#lib/management-api/serve.ts";

export const POST = serve(EXPOSE_SERVERS, async ({ ctx, body }) => ({
  body: await exposeServers(ctx, body),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
