import { RetirementsView } from "#components/retirements/retirements-view.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { listRetirements } from "#lib/retirements/list-retirements.ts";
import { ListRetirementsInput } from "#lib/retirements/schemas.ts";

export const metadata = { title: "Retirements" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function RetirementsPage({ searchParams }: Props) {
  const { limit: _limit, ...given } = await searchParams;
  const filters = ListRetirementsInput.parse(given);
  const page = await listRetirements(await sessionContext(), filters);
  return (
    <>
      <PageHeader
        title="Retirements"
        description="Servers that are on their way out: by when, and who has moved."
      />
      <RetirementsView page={page} filters={filters} />
    </>
  );
}
