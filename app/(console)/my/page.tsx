import { DeskItems } from "#components/desk/desk-items.tsx";
import { HealthTable } from "#components/desk/health-table.tsx";
import { MyServersPanel } from "#components/teams/my-servers.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { getDesk } from "#lib/ownership/get-desk.ts";
import { listMyServers } from "#lib/teams/list-my-servers.ts";

export const metadata = { title: "My servers" };

export default async function MyServersPage() {
  const ctx = await sessionContext();
  const [view, desk] = await Promise.all([listMyServers(ctx, {}), getDesk(ctx, {})]);
  const teams = view.teams.map((team) => team.name).join(", ");
  const hasDesk = desk.items.length > 0 || desk.health.length > 0;
  return (
    <>
      <PageHeader
        title="My servers"
        description={
          teams
            ? `What waits for you, and what ${teams} own${view.teams.length === 1 ? "s" : ""}.`
            : undefined
        }
      />
      <div className="flex flex-col gap-6">
        {hasDesk && <DeskItems items={desk.items} now={ctx.now} />}
        <HealthTable rows={desk.health} />
        <MyServersPanel view={view} />
      </div>
    </>
  );
}
