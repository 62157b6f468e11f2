import { guarded } from "#components/admin/guarded.tsx";
import { NoMail, ReplayAll } from "#components/notifications/delivery-notices.tsx";
import { Deliveries } from "#components/notifications/deliveries.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { env } from "#lib/config/env.ts";
import { listDeliveries } from "#lib/notifications/list-deliveries.ts";
import * as actions from "./actions.ts";

export const metadata = { title: "Deliveries" };

type Props = { searchParams: Promise<{ state?: string; cursor?: string }> };

export default async function DeliveriesPage({ searchParams }: Props) {
  const ctx = await sessionContext();
  const { state: asked, cursor } = await searchParams;
  const state = asked === "pending" ? "pending" : "dead";
  return guarded(async () => {
    const page = await listDeliveries(ctx, { state, cursor });
    return (
      <>
        <PageHeader
          title="Deliveries"
          description="Mails and webhook calls that failed for good, or wait for their next attempt. Sent again, they keep their ids."
          actions={page.dead > 0 && <ReplayAll dead={page.dead} action={actions.replayAction} />}
        />
        {env.mail === null && <NoMail />}
        <Deliveries page={page} state={state} now={ctx.now} actions={actions} />
      </>
    );
  });
}
