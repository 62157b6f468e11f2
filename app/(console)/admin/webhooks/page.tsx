import { guarded } from "#components/admin/guarded.tsx";
import { WebhookForm } from "#components/notifications/webhook-form.tsx";
import { WebhookList } from "#components/notifications/webhook-list.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { listWebhooks } from "#lib/webhooks/list-webhooks.ts";
import * as actions from "./actions.ts";

export const metadata = { title: "Webhooks" };

export default async function WebhooksPage() {
  const ctx = await sessionContext();
  return guarded(async () => {
    const webhooks = await listWebhooks(ctx, {});
    return (
      <>
        <PageHeader
          title="Webhooks"
          description="Receivers that are called when something happens: signed JSON by the Standard Webhooks scheme, or messages for Slack and Teams."
        />
        <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
          <WebhookList webhooks={webhooks} now={ctx.now} actions={actions} />
          <CardSection title="New webhook" description="Its signing secret is shown once, here.">
            <WebhookForm save={actions.createWebhookAction} />
          </CardSection>
        </div>
      </>
    );
  });
}
