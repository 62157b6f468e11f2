import { listFeed } from "#lib/audiences/list-feed.ts";
import { nextPage } from "#lib/management-api/body-of.ts";
import { LIST_FEED } from "#lib/management-api/operations/feed.ts";
import { serve } from "#lib/management-api/serve.ts";

export const GET = serve(LIST_FEED, async ({ ctx, query: { cursor, ...filter } }) => {
  const { page, pages, ...feed } = await listFeed(ctx, { ...filter, page: cursor });
  return { body: { ...feed, nextCursor: nextPage({ page, pages }) } };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
