import { getServer } from "#lib/catalog/get-server.ts";
import { listLookAlikes } from "#lib/catalog/list-look-alikes.ts";
import { LIST_LOOK_ALIKES } from "#lib/management-api/operations/using.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";

export const GET = serve(LIST_LOOK_ALIKES, async (call) => {
  // Whoever may not see a server learns no names from it.
  const { name } = found(await getServer(call.ctx, serverRef(call)));
  return { body: { servers: await listLookAlikes(call.ctx, { name }) } };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
