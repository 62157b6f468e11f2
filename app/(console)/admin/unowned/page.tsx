import { guarded } from "#components/admin/guarded.tsx";
import { UnownedTable } from "#components/operations/unowned-table.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { listUnowned } from "#lib/ownership/list-unowned.ts";

export const metadata = { title: "Unowned servers" };

export default async function UnownedPage() {
  const ctx = await sessionContext();
  return guarded(async () => (
    <>
      <PageHeader
        title="Unowned servers"
        description="Servers on offer that nobody answers for. Two weeks later each takes no new requests, except for its ownership, deprecation or retirement."
      />
      <UnownedTable servers={await listUnowned(ctx, {})} now={ctx.now} />
    </>
  ));
}
