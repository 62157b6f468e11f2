import { MyServersPanel } from "#components/teams/my-servers.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { listMyServers } from "#lib/teams/list-my-servers.ts";

export const metadata = { title: "My servers" };

export default async function MyServersPage() {
  const view = await listMyServers(await sessionContext(), {});
  const teams = view.teams.map((team) => team.name).join(", ");
  return (
    <>
      <PageHeader
        title="My servers"
        description={teams ? `What ${teams} own${view.teams.length === 1 ? "s" : ""}.` : undefined}
      />
      <MyServersPanel view={view} />
    </>
  );
}
