import { BrowseView } from "#components/browse/browse-view.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { browseServers } from "#lib/catalog/browse-servers.ts";
import { parseBrowse, type RawParams } from "#lib/catalog/core/browse-state.ts";
import { countFacets } from "#lib/catalog/count-facets.ts";
import { can } from "#lib/kernel/permissions.ts";
import { listViews } from "#lib/views/list-views.ts";
import { removeViewAction, saveViewAction } from "./view-actions.ts";

export const metadata = { title: "Browse servers" };

export default async function BrowsePage({ searchParams }: { searchParams: Promise<RawParams> }) {
  const ctx = await sessionContext();
  const params = await searchParams;
  const [page, plainCounts, views] = await Promise.all([
    browseServers(ctx, params),
    countFacets(ctx, { params }),
    listViews(ctx, {}),
  ]);
  // A question that needed help is counted as it was understood.
  const counts =
    page.servers.length > 0 && plainCounts.total === 0
      ? await countFacets(ctx, { params, match: page.match })
      : plainCounts;

  return (
    <BrowseView
      state={parseBrowse(params)}
      page={page}
      counts={counts}
      views={views}
      now={ctx.now}
      mayImport={can(ctx.actor, "catalog.import")}
      saveView={saveViewAction}
      removeView={removeViewAction}
    />
  );
}
