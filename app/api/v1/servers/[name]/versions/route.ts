import { listVersions } from "#lib/catalog/list-versions.ts";
import { LIST_VERSIONS } from "#lib/management-api/operations/servers.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";

export const GET = serve(LIST_VERSIONS, async (call) => {
  const { cursor: after, limit } = call.query;
  const page = found(await listVersions(call.ctx, { ...serverRef(call), after, limit }));
  return { body: { versions: page.versions, nextCursor: page.nextAfter, total: page.total } };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
