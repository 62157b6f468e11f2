import { LIST_TEAMS } from "#lib/management-api/operations/overview.ts";
import { CREATE_TEAM } from "#lib/management-api/operations/people.ts";
import { serve } from "#lib/management-api/serve.ts";
import { createTeam } from "#lib/teams/create-team.ts";
import { listTeams } from "#lib/teams/list-teams.ts";

export const GET = serve(LIST_TEAMS, async ({ ctx }) => {
  const teams = await listTeams(ctx, {});
  return {
    body: {
      teams: teams.map(({ slug, name, description, channel, members, servers, mine }) => ({
        ...{ slug, name, description, channel },
        ...{ members, servers, mine },
      })),
    },
  };
});

export const POST = serve(CREATE_TEAM, async ({ ctx, body }) => {
  const made = await createTeam(ctx, body);
  return { body: made, location: `/api/v1/teams/${made.slug}` };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
