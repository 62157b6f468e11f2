import { guarded } from "#components/admin/guarded.tsx";
import { PeopleFilters } from "#components/people/people-filters.tsx";
import { PeopleTable } from "#components/people/people-table.tsx";
import { RoleSource } from "#components/people/role-source.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { env } from "#lib/config/env.ts";
import { listPeople } from "#lib/people/list-people.ts";
import { ListPeopleInput } from "#lib/people/schemas.ts";

export const metadata = { title: "People" };

type Props = { searchParams: Promise<Record<string, string | undefined>> };

export default async function PeoplePage({ searchParams }: Props) {
  const query = await searchParams;
  const ctx = await sessionContext();
  return guarded(async () => {
    const filters = ListPeopleInput.parse({ ...query, role: query["role"] || undefined });
    const people = await listPeople(ctx, filters);
    return (
      <>
        <PageHeader
          title="People"
          description="Everybody who has signed in, their roles and whether they still may."
        />
        <RoleSource oidc={env.oidc} />
        <PeopleFilters filters={filters} />
        <PeopleTable people={people} filters={filters} now={ctx.now} />
      </>
    );
  });
}
