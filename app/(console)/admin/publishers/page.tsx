import { guarded } from "#components/admin/guarded.tsx";
import { NewPublisherForm } from "#components/publishers/publisher-form.tsx";
import { PublisherList } from "#components/publishers/publisher-list.tsx";
import { PublishingGuide } from "#components/publishers/publishing-guide.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { env } from "#lib/config/env.ts";
import { listPublishers } from "#lib/publishing/list-publishers.ts";
import * as actions from "./actions.ts";

export const metadata = { title: "Trusted publishers" };

export default async function PublishersPage() {
  const ctx = await sessionContext();
  return guarded(async () => {
    const publishers = await listPublishers(ctx, {});
    return (
      <>
        <PageHeader
          title="Trusted publishers"
          description="Pipelines that may publish servers without a stored secret. What they publish is reviewed like everything else."
        />
        <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
          <div className="flex min-w-0 flex-col gap-4">
            <PublisherList publishers={publishers} now={ctx.now} actions={actions} />
            <PublishingGuide registry={env.publicUrl} />
          </div>
          <CardSection title="New publisher">
            <NewPublisherForm save={actions.createPublisherAction} audience={env.publicUrl} />
          </CardSection>
        </div>
      </>
    );
  });
}
