import { guarded } from "#components/admin/guarded.tsx";
import { Deliveries } from "#components/notifications/deliveries.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
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
          actions={page.dead > 0 && <ReplayAll dead={page.dead} />}
        />
        {env.mail === null && <NoMail />}
        <Deliveries page={page} state={state} now={ctx.now} actions={actions} />
      </>
    );
  });
}

function ReplayAll({ dead }: { dead: number }) {
  return (
    <ConfirmButton
      title="Send everything that failed again?"
      description={`${dead.toLocaleString("en")} ${dead === 1 ? "delivery is" : "deliveries are"} sent again now, with the ids they had.`}
      confirmLabel="Send all again"
      danger={false}
      action={actions.replayAction}
      fields={{ all: "true" }}
    >
      Send all again…
    </ConfirmButton>
  );
}

function NoMail() {
  return (
    <Callout tone="warning" title="No mail server is set" className="mb-5">
      Mails are not written at all: people have their inbox here only. Set SMTP_URL and MAIL_FROM
      and start again.
    </Callout>
  );
}
