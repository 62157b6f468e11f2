import { nextPage } from "#lib/management-api/body-of.ts";
import { LIST_PEOPLE } from "#lib/management-api/operations/people.ts";
import { serve } from "#lib/management-api/serve.ts";
import { listPeople } from "#lib/people/list-people.ts";

export const GET = serve(LIST_PEOPLE, async ({ ctx, query: { cursor, ...filter } }) => {
  const found = await listPeople(ctx, { ...filter, page: cursor });
  return { body: { people: found.people, total: found.total, nextCursor: nextPage(found) } };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
