import { listFilteredServers } from "#lib/catalog/list-filtered-servers.ts";
import { LIST_SERVERS } from "#lib/management-api/operations/servers.ts";
import { serve } from "#lib/management-api/serve.ts";
import { serverSummaryJson } from "#lib/management-api/views/server-json.ts";

export const GET = serve(
  LIST_SERVERS,
  async ({ ctx, query: { cursor, limit, sort, ...filters } }) => {
    const params = sort === undefined ? filters : { ...filters, sort };
    const asked = { params, after: cursor ?? null, size: limit };
    const { servers, next } = await listFilteredServers(ctx, asked);
    return { body: { servers: servers.map(serverSummaryJson), nextCursor: next } };
  },
);

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
