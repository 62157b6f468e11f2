import { TeamForm } from "#components/teams/team-form.tsx";
import { TeamsTable } from "#components/teams/teams-table.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { can } from "#lib/kernel/permissions.ts";
import { listTeams } from "#lib/teams/list-teams.ts";
import { createTeamAction } from "./actions.ts";

export const metadata = { title: "Teams" };

export default async function TeamsPage() {
  const ctx = await sessionContext();
  const teams = await listTeams(ctx, {});
  const manages = can(ctx.actor, "team.manage");
  return (
    <>
      <PageHeader title="Teams" description="Who owns which servers, and where to reach them." />
      <div className={manages ? "grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]" : ""}>
        <TeamsTable teams={teams} manages={manages} />
        {manages && (
          <CardSection title="New team">
            <TeamForm save={createTeamAction} />
          </CardSection>
        )}
      </div>
    </>
  );
}
