import { LIST_TEAMS } from "#lib/management-api/operations/overview.ts";
import { serve } from "#lib/management-api/serve.ts";
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
