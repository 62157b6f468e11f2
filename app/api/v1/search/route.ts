import { cleanText } from "#lib/catalog/core/browse-state.ts";
import { suggest } from "#lib/catalog/suggest.ts";
import { defineRoute, searchParams } from "#lib/http/define-route.ts";
import { can } from "#lib/kernel/permissions.ts";
import { listMatchingPeople } from "#lib/people/list-matching-people.ts";
import { listMatchingTeams } from "#lib/teams/list-matching-teams.ts";

/** GET /api/v1/search?q=: what the command palette offers while somebody types. */
export const GET = defineRoute(async (ctx, request) => {
  const { q = "" } = searchParams(request);
  // The first question also decides whether this reader may ask at all, even with an empty text.
  const servers = await suggest(ctx, { q });
  const empty = cleanText(q).trim() === "";
  const [teams, people] = await Promise.all([
    empty || !can(ctx.actor, "team.read") ? [] : listMatchingTeams(ctx, { q }),
    empty || !can(ctx.actor, "person.read") ? [] : listMatchingPeople(ctx, { q }),
  ]);
  return Response.json(
    { servers, teams, people },
    { headers: { "cache-control": "private, no-store" } },
  );
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
