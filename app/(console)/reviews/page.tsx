import { guarded } from "#components/admin/guarded.tsx";
import { ReviewsView } from "#components/requests/list/reviews-view.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { isFresh } from "#lib/requests/core/separation.ts";
import { countQueues } from "#lib/requests/count-queues.ts";
import { listRequests } from "#lib/requests/list-requests.ts";
import { listReviewers } from "#lib/requests/list-reviewers.ts";
import { ListRequestsInput } from "#lib/requests/list-schemas.ts";
import { listTeams } from "#lib/teams/list-teams.ts";
import { assignAction, decideAction } from "../requests/actions.ts";

export const metadata = { title: "Reviews" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ReviewsPage({ searchParams }: Props) {
  const { limit: _limit, ...given } = await searchParams;
  const ctx = await sessionContext();
  return guarded(async () => {
    const asked = ListRequestsInput.parse({ queue: "mine", ...given });
    // What is decided is no work for reviewers.
    const filters = asked.queue === "all" ? { ...asked, queue: "open" as const } : asked;
    const [reviewers, found, counts, teams] = await Promise.all([
      listReviewers(ctx, {}),
      listRequests(ctx, filters),
      countQueues(ctx, {}),
      listTeams(ctx, {}),
    ]);
    return (
      <ReviewsView
        filters={filters}
        found={found}
        counts={counts}
        teams={teams}
        reviewers={reviewers}
        me={ctx.actor.id}
        isFresh={isFresh(ctx.actor.authenticatedAt, ctx.now)}
        now={ctx.now}
        actions={{ assignAction, decideAction }}
      />
    );
  });
}
