import { FeedFilters } from "#components/admin/feed-filters.tsx";
import { FeedPreview } from "#components/admin/feed-preview.tsx";
import { FeedTable } from "#components/admin/feed-table.tsx";
import { guarded } from "#components/admin/guarded.tsx";
import { InternalDomains } from "#components/admin/internal-domains.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { listFeed } from "#lib/audiences/list-feed.ts";
import { ListFeedInput } from "#lib/audiences/schemas.ts";
import { sessionContext } from "#lib/auth/context.ts";
import { env } from "#lib/config/env.ts";
import { getInternalDomains } from "#lib/settings/get-internal-domains.ts";
import { listTeams } from "#lib/teams/list-teams.ts";
import * as actions from "./actions.ts";
import { previewAnonymously } from "./preview.ts";

export const metadata = { title: "Anonymous feed" };

type Props = { searchParams: Promise<Record<string, string | undefined>> };

export default async function FeedPage({ searchParams }: Props) {
  const { preview, ...query } = await searchParams;
  const ctx = await sessionContext();
  return guarded(async () => {
    const filters = ListFeedInput.catch(ListFeedInput.parse({})).parse(query);
    const [feed, teams, domains] = await Promise.all([
      listFeed(ctx, filters),
      listTeams(ctx, {}),
      getInternalDomains(ctx, {}),
    ]);
    return (
      <>
        <PageHeader
          title="Anonymous feed"
          description="What editors and clients without a token read from this registry."
        />
        <FeedFilters filters={filters} feed={feed} teams={teams} />
        <FeedPreview base={env.publicUrl} preview={await previewAnonymously(ctx, preview)} />
        <FeedTable feed={feed} filters={filters} actions={actions} />
        <InternalDomains domains={domains} save={actions.setInternalDomainsAction} />
      </>
    );
  });
}
