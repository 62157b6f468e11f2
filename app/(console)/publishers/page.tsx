import { guarded } from "#components/admin/guarded.tsx";
import { NewIdentityForm } from "#components/identities/identity-forms.tsx";
import { IdentityTable } from "#components/identities/identity-table.tsx";
import { ReservedNamespaces } from "#components/identities/reserved-namespaces.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { can } from "#lib/kernel/permissions.ts";
import { listIdentities } from "#lib/publishers/list-identities.ts";
import { listTeams } from "#lib/teams/list-teams.ts";
import * as actions from "./actions.ts";

export const metadata = { title: "Publishers" };

export default async function PublishersPage() {
  const ctx = await sessionContext();
  const mayManage = can(ctx.actor, "publisher.manage");
  return guarded(async () => {
    const { publishers, reserved } = await listIdentities(ctx, {});
    const teams = mayManage ? await listTeams(ctx, {}) : [];
    return (
      <>
        <PageHeader
          title="Publishers"
          description="Who stands behind the namespaces of servers, and how the registry knows. A namespace is the part of a server's name before the slash."
        />
        <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
          <IdentityTable publishers={publishers} />
          <div className="flex min-w-0 flex-col gap-4">
            {mayManage && (
              <CardSection title="New publisher">
                <NewIdentityForm save={actions.createIdentityAction} teams={teams} />
              </CardSection>
            )}
            <ReservedNamespaces reserved={reserved} mayManage={mayManage} actions={actions} />
          </div>
        </div>
      </>
    );
  });
}
