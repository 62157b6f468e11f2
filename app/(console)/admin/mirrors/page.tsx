import { guarded } from "#components/admin/guarded.tsx";
import { MirrorForm } from "#components/admin/mirror-form.tsx";
import { MirrorList } from "#components/admin/mirror-list.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { can } from "#lib/kernel/permissions.ts";
import { listMirrorSources } from "#lib/mirror/list-mirror-sources.ts";
import * as actions from "./actions.ts";

export const metadata = { title: "Mirrors" };

export default async function MirrorsPage() {
  const ctx = await sessionContext();
  return guarded(async () => {
    const sources = await listMirrorSources(ctx, {});
    const manages = can(ctx.actor, "mirror.manage");
    return (
      <>
        <PageHeader
          title="Mirrors"
          description="Registries that the worker reads every hour: what changed there arrives here, our own decisions stay."
        />
        <div className={manages ? "grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]" : ""}>
          <MirrorList sources={sources} manages={manages} now={ctx.now} actions={actions} />
          {manages && (
            <CardSection title="New mirror">
              <MirrorForm save={actions.createMirrorAction} />
            </CardSection>
          )}
        </div>
      </>
    );
  });
}
