import { guarded } from "#components/admin/guarded.tsx";
import { KindTabs } from "#components/audit-sinks/kind-tabs.tsx";
import { SinkForm } from "#components/audit-sinks/sink-form.tsx";
import { SinkNotices } from "#components/audit-sinks/sink-notices.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { KIND_FACTS, SINK_KINDS } from "#lib/audit-sinks/core/sink-kinds.ts";
import { NEW_SINK_PATH, SINKS_PATH } from "#lib/audit-sinks/core/sink-paths.ts";
import { listAuditChanges } from "#lib/audit-changes/list-audit-changes.ts";
import { sessionContext } from "#lib/auth/context.ts";
import { requireAtDoor } from "#lib/verbs/require-at-door.ts";
import { proposeAction } from "../actions.ts";
import { sinkPowers } from "../sink-powers.ts";

export const metadata = { title: "Add a sink" };

type Props = { searchParams: Promise<{ kind?: string }> };

export default async function NewSinkPage({ searchParams }: Props) {
  const { kind: asked } = await searchParams;
  const kind = SINK_KINDS.find((one) => one === asked) ?? "otlp";
  const ctx = await sessionContext();
  return guarded(async () => {
    // Nobody reads a form that they could not send.
    await requireAtDoor(ctx, "audit.configure");
    const { changes } = await listAuditChanges(ctx, { limit: 100 });
    return (
      <>
        <PageHeader
          title="Add a sink"
          description="You propose it, somebody else confirms it; nothing is sent before."
          breadcrumb={[{ href: SINKS_PATH, label: "Sinks" }]}
        />
        <SinkNotices
          changes={changes}
          powers={sinkPowers(ctx)}
          at={`${NEW_SINK_PATH}?kind=${kind}`}
        />
        <KindTabs kind={kind} />
        <CardSection title={KIND_FACTS[kind].label} className="max-w-2xl">
          <SinkForm key={kind} kind={kind} propose={proposeAction} />
        </CardSection>
      </>
    );
  });
}
