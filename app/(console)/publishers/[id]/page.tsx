import { notFound } from "next/navigation";
import { guarded } from "#components/admin/guarded.tsx";
import { IdentityPage } from "#components/identities/identity-page.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { PUBLISHERS_PATH } from "#lib/publishers/core/paths.ts";
import { KIND_LABELS } from "#lib/publishers/core/words.ts";
import { getIdentity } from "#lib/publishers/get-identity.ts";
import { IdentityRef } from "#lib/publishers/schemas.ts";
import { listTeams } from "#lib/teams/list-teams.ts";
import * as actions from "../actions.ts";

export const metadata = { title: "Publisher" };

type Props = { params: Promise<{ id: string }> };

export default async function PublisherPage({ params }: Props) {
  const ctx = await sessionContext();
  const ref = IdentityRef.safeParse(await params);
  return guarded(async () => {
    const publisher = ref.success ? await getIdentity(ctx, ref.data) : null;
    if (publisher === null) notFound();
    const teams = publisher.mayManage ? await listTeams(ctx, {}) : [];
    return (
      <>
        <PageHeader
          title={publisher.name}
          description={`${KIND_LABELS[publisher.kind].label} ${publisher.identity}`}
          breadcrumb={[{ href: PUBLISHERS_PATH, label: "Publishers" }]}
        />
        <IdentityPage publisher={publisher} teams={teams} now={ctx.now} actions={actions} />
      </>
    );
  });
}
