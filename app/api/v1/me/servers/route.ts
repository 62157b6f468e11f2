import { LIST_MY_SERVERS } from "#lib/management-api/operations/people.ts";
import { serve } from "#lib/management-api/serve.ts";
import { listMyServers } from "#lib/teams/list-my-servers.ts";

export const GET = serve(LIST_MY_SERVERS, async ({ ctx }) => ({
  body: await listMyServers(ctx, {}),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
