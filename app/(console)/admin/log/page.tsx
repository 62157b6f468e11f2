import { guarded } from "#components/admin/guarded.tsx";
import { LogView } from "#components/audit-changes/log-view.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { getLogSettings } from "#lib/audit-changes/get-log-settings.ts";
import { listAuditChanges } from "#lib/audit-changes/list-audit-changes.ts";
import { sessionContext } from "#lib/auth/context.ts";
import { can } from "#lib/kernel/permissions.ts";
import { isFresh } from "#lib/requests/core/separation.ts";
import * as actions from "./actions.ts";

export const metadata = { title: "Log" };

export default async function LogPage() {
  const ctx = await sessionContext();
  const { actor, now } = ctx;
  return guarded(async () => {
    const [settings, open, decided] = await Promise.all([
      getLogSettings(ctx, {}),
      listAuditChanges(ctx, {}),
      listAuditChanges(ctx, { which: "decided", limit: 20 }),
    ]);
    return (
      <>
        <PageHeader
          title="Log"
          description="How long the audit log keeps what, what must stay, and who is erased from it. Nobody changes any of this alone: an administrator proposes, an auditor confirms."
        />
        <LogView
          settings={settings}
          open={open.changes}
          decided={decided.changes}
          now={now}
          powers={{
            proposes: can(actor, "audit.configure"),
            isFresh: actor.kind === "user" && isFresh(actor.authenticatedAt, now),
          }}
          actions={actions}
        />
      </>
    );
  });
}
