import { AudienceForm } from "#components/admin/audience-form.tsx";
import { AudiencesTable } from "#components/admin/audiences-table.tsx";
import { guarded } from "#components/admin/guarded.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { listAudiences } from "#lib/audiences/list-audiences.ts";
import { sessionContext } from "#lib/auth/context.ts";
import { listTeams } from "#lib/teams/list-teams.ts";
import { createAudienceAction } from "./actions.ts";

export const metadata = { title: "Audiences" };

export default async function AudiencesPage() {
  const ctx = await sessionContext();
  return guarded(async () => {
    const [audiences, teams] = await Promise.all([listAudiences(ctx, {}), listTeams(ctx, {})]);
    return (
      <>
        <PageHeader
          title="Audiences"
          description="Registries of their own: the same API, fewer servers, one address for each audience."
        />
        <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
          <AudiencesTable audiences={audiences} />
          <CardSection title="New audience">
            <AudienceForm teams={teams} save={createAudienceAction} />
          </CardSection>
        </div>
      </>
    );
  });
}
