import { guarded } from "#components/admin/guarded.tsx";
import { SinkList } from "#components/audit-sinks/sink-list.tsx";
import { SinkNotices } from "#components/audit-sinks/sink-notices.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { NEW_SINK_PATH, SINKS_PATH } from "#lib/audit-sinks/core/sink-paths.ts";
import { listSinks } from "#lib/audit-sinks/list-sinks.ts";
import { listAuditChanges } from "#lib/audit-changes/list-audit-changes.ts";
import { sessionContext } from "#lib/auth/context.ts";
import { sinkPowers } from "./sink-powers.ts";

export const metadata = { title: "Sinks" };

export default async function SinksPage() {
  const ctx = await sessionContext();
  const powers = sinkPowers(ctx);
  return guarded(async () => {
    const [sinks, { changes }] = await Promise.all([
      listSinks(ctx, {}),
      listAuditChanges(ctx, { limit: 100 }),
    ]);
    return (
      <>
        <PageHeader
          title="Sinks"
          description="Where the log is shipped. Records arrive at least once, under ids that never change and in order; what a sink would not take waits as a dead letter. Two people add, change and remove one."
          actions={
            powers.configures &&
            sinks.length > 0 && (
              <LinkButton href={NEW_SINK_PATH} variant="primary">
                Add a sink
              </LinkButton>
            )
          }
        />
        <SinkNotices changes={changes} powers={{ ...powers, configures: false }} at={SINKS_PATH} />
        <SinkList sinks={sinks} now={ctx.now} configures={powers.configures} />
      </>
    );
  });
}
