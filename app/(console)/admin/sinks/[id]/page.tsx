import { notFound } from "next/navigation";
import { guarded } from "#components/admin/guarded.tsx";
import { SinkNotices } from "#components/audit-sinks/sink-notices.tsx";
import { SinkPanel } from "#components/audit-sinks/sink-panel.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { KIND_FACTS } from "#lib/audit-sinks/core/sink-kinds.ts";
import { sinkPath, SINKS_PATH } from "#lib/audit-sinks/core/sink-paths.ts";
import { getSink } from "#lib/audit-sinks/get-sink.ts";
import { SinkRef } from "#lib/audit-sinks/schemas.ts";
import { listAuditChanges } from "#lib/audit-changes/list-audit-changes.ts";
import { sessionContext } from "#lib/auth/context.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import * as actions from "../actions.ts";
import { sinkPowers } from "../sink-powers.ts";

export const metadata = { title: "Sink" };

type Props = { params: Promise<{ id: string }> };

export default async function SinkPage({ params }: Props) {
  const ref = SinkRef.safeParse(await params);
  const ctx = await sessionContext();
  const powers = sinkPowers(ctx);
  return guarded(async () => {
    const { changes } = await listAuditChanges(ctx, { limit: 100 });
    const sink = ref.success ? await getSink(ctx, ref.data) : null;
    if (!sink) notFound();
    const { id, name, kind } = sink;
    return (
      <>
        <PageHeader
          title={showHidden(name)}
          description={KIND_FACTS[kind].label}
          breadcrumb={[{ href: SINKS_PATH, label: "Sinks" }]}
        />
        <SinkNotices changes={changes} powers={powers} at={sinkPath(id)} only={name} />
        <SinkPanel sink={sink} now={ctx.now} powers={powers} actions={actions} />
      </>
    );
  });
}
