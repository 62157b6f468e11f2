import { FilterForm } from "#components/admin/filter-form.tsx";
import { guarded } from "#components/admin/guarded.tsx";
import { AllTokens } from "#components/tokens/all-tokens.tsx";
import { SelectField, TextField } from "#components/ui/field.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { listTokens } from "#lib/tokens/list-tokens.ts";
import { revokeTokenAction } from "../../tokens/actions.ts";

export const metadata = { title: "All tokens" };

const STATES = [
  { value: "live", label: "Those that work" },
  { value: "all", label: "All" },
];
type Props = { searchParams: Promise<{ search?: string; state?: string; page?: string }> };

export default async function AllTokensPage({ searchParams }: Props) {
  const { search = "", state, page } = await searchParams;
  const ctx = await sessionContext();
  return guarded(async () => {
    const tokens = await listTokens(ctx, {
      of: "everyone",
      search: search.slice(0, 200),
      state,
      page,
    });
    return (
      <>
        <PageHeader title="All tokens" description="Whose machines may act for them, and how." />
        <FilterForm action="/admin/tokens" clearHref={search || state ? "/admin/tokens" : null}>
          <TextField
            label="Person, name or prefix"
            name="search"
            type="search"
            defaultValue={search}
          />
          <SelectField label="Show" name="state" options={STATES} defaultValue={state ?? "live"} />
        </FilterForm>
        <AllTokens
          page={tokens}
          query={{ search, state }}
          now={ctx.now}
          revoke={revokeTokenAction}
        />
      </>
    );
  });
}
