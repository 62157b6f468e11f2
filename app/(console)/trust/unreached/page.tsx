import { guarded } from "#components/admin/guarded.tsx";
import { OverviewList } from "#components/trust-overview/overview-list.tsx";
import { overviewCsv, overviewPage } from "#components/trust-overview/overview-address.ts";
import { servers } from "#components/trust-overview/count-words.ts";
import { teamFilter } from "#components/trust-overview/team-filter.ts";
import { UnreachedTable } from "#components/trust-overview/unreached-table.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { listUnreached } from "#lib/trust/overview/list-unreached.ts";
import { UnreachedInput } from "#lib/trust/overview/schemas.ts";

export const metadata = { title: "Evidence that could not be fetched" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function UnreachedPage({ searchParams }: Props) {
  const { limit: _limit, ...given } = await searchParams;
  const { team, cursor, limit } = UnreachedInput.parse(given);
  const ctx = await sessionContext();
  return guarded(async () => {
    const page = await listUnreached(ctx, { team, cursor, limit });
    return (
      <OverviewList
        title={metadata.title}
        description="Neither good nor bad: a source did not answer, or a scan failed. What waits longest comes first."
        filters={teamFilter(team, overviewPage("unreached"))}
        csvHref={overviewCsv("unreached", { team })}
        summary={servers(page.total)}
        isEmpty={page.servers.length === 0}
        firstHref={cursor === undefined ? null : overviewPage("unreached", { team })}
        nextHref={page.nextCursor && overviewPage("unreached", { team, cursor: page.nextCursor })}
      >
        <UnreachedTable servers={page.servers} now={ctx.now} />
      </OverviewList>
    );
  });
}
