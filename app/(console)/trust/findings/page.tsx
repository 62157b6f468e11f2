import { guarded } from "#components/admin/guarded.tsx";
import { FindingsList } from "#components/trust-overview/findings-list.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { listOpenFindings } from "#lib/trust/overview/list-open-findings.ts";
import { OpenFindingsInput } from "#lib/trust/overview/schemas.ts";

export const metadata = { title: "Open findings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function OpenFindingsPage({ searchParams }: Props) {
  const { limit: _limit, ...given } = await searchParams;
  const filters = OpenFindingsInput.parse(given);
  const ctx = await sessionContext();
  return guarded(async () => (
    <FindingsList page={await listOpenFindings(ctx, filters)} filters={filters} now={ctx.now} />
  ));
}
