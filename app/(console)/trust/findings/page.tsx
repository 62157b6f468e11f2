import { guarded } from "#components/admin/guarded.tsx";
import { FindingsList } from "#components/trust-overview/findings-list.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { listTeams } from "#lib/teams/list-teams.ts";
import { listOpenFindings } from "#lib/trust/overview/list-open-findings.ts";
import { OpenFindingsInput } from "#lib/trust/overview/schemas.ts";

export const metadata = { title: "Open findings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function OpenFindingsPage({ searchParams }: Props) {
  const { limit: _limit, ...given } = await searchParams;
  const filters = OpenFindingsInput.parse(given);
  const ctx = await sessionContext();
  return guarded(async () => {
    const [page, teams] = await Promise.all([listOpenFindings(ctx, filters), listTeams(ctx, {})]);
    return <FindingsList page={page} filters={filters} teams={teams} now={ctx.now} />;
  });
}
