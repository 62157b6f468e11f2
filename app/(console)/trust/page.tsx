import { guarded } from "#components/admin/guarded.tsx";
import { OverviewView } from "#components/trust-overview/overview-view.tsx";
import { WhatItMeans } from "#components/trust/trust-glance.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { listTeams } from "#lib/teams/list-teams.ts";
import { assessRegistry } from "#lib/trust/overview/assess-registry.ts";
import { getTrustOverview } from "#lib/trust/overview/get-trust-overview.ts";
import { listExpiring } from "#lib/trust/overview/list-expiring.ts";
import { listFixes } from "#lib/trust/overview/list-fixes.ts";
import { listUnreached } from "#lib/trust/overview/list-unreached.ts";
import { ExpiringInput } from "#lib/trust/overview/schemas.ts";

export const metadata = { title: "Trust" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function TrustOverviewPage({ searchParams }: Props) {
  const { team, days } = ExpiringInput.parse({ ...(await searchParams) });
  const ctx = await sessionContext();
  return guarded(async () => {
    // The quickest one first: it tells who may not see any of this.
    const registry = await assessRegistry(ctx, {});
    const [overview, fixes, expiring, unreached, teams] = await Promise.all([
      getTrustOverview(ctx, { team }),
      listFixes(ctx, { team }),
      listExpiring(ctx, { team, days, limit: 5 }),
      listUnreached(ctx, { team, limit: 5 }),
      listTeams(ctx, {}),
    ]);
    const shown = { overview, fixes, expiring, unreached, registry, teams };
    return (
      <>
        <PageHeader
          title="Trust"
          description="How far everything on offer is trusted, what is open, and what to do first."
          actions={<WhatItMeans />}
        />
        <OverviewView scope={{ team, days }} now={ctx.now} {...shown} />
      </>
    );
  });
}
