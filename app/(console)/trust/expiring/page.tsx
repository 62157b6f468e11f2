import { guarded } from "#components/admin/guarded.tsx";
import { ExpiringTable } from "#components/trust-overview/expiring-table.tsx";
import { OverviewList } from "#components/trust-overview/overview-list.tsx";
import { overviewCsv, overviewPage } from "#components/trust-overview/overview-address.ts";
import { servers } from "#components/trust-overview/count-words.ts";
import { teamFilter } from "#components/trust-overview/team-filter.ts";
import { sessionContext } from "#lib/auth/context.ts";
import { listExpiring } from "#lib/trust/overview/list-expiring.ts";
import { ExpiringInput } from "#lib/trust/overview/schemas.ts";

export const metadata = { title: "Levels that run out" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ExpiringPage({ searchParams }: Props) {
  const { limit: _limit, ...given } = await searchParams;
  const { team, days, cursor, limit } = ExpiringInput.parse(given);
  const ctx = await sessionContext();
  return guarded(async () => {
    const page = await listExpiring(ctx, { team, days, cursor, limit });
    return (
      <OverviewList
        title={`${metadata.title} within ${days} days`}
        description="Unless they are looked at again, which Gatehouse does by itself. The first comes first."
        filters={teamFilter(team, overviewPage("expiring", { days }))}
        csvHref={overviewCsv("expiring", { team, days })}
        summary={servers(page.total)}
        isEmpty={page.servers.length === 0}
        firstHref={cursor === undefined ? null : overviewPage("expiring", { team, days })}
        nextHref={
          page.nextCursor && overviewPage("expiring", { team, days, cursor: page.nextCursor })
        }
      >
        <ExpiringTable servers={page.servers} now={ctx.now} />
      </OverviewList>
    );
  });
}
