import { RequestsView } from "#components/requests/list/requests-view.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { can } from "#lib/kernel/permissions.ts";
import { countQueues } from "#lib/requests/count-queues.ts";
import { getNextRequest } from "#lib/requests/get-next-request.ts";
import { listRequests } from "#lib/requests/list-requests.ts";
import { ListRequestsInput } from "#lib/requests/list-schemas.ts";
import { listTeams } from "#lib/teams/list-teams.ts";

export const metadata = { title: "Requests" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function RequestsPage({ searchParams }: Props) {
  const { limit: _limit, ...given } = await searchParams;
  const ctx = await sessionContext();
  const filters = ListRequestsInput.parse({ queue: "requested", ...given });
  const [found, counts, teams, next] = await Promise.all([
    listRequests(ctx, filters),
    countQueues(ctx, {}),
    listTeams(ctx, {}),
    getNextRequest(ctx, {}),
  ]);
  return (
    <RequestsView
      filters={filters}
      found={found}
      counts={counts}
      teams={teams}
      next={next}
      mayAsk={can(ctx.actor, "request.create")}
      now={ctx.now}
    />
  );
}
