import { guarded } from "#components/admin/guarded.tsx";
import { OneButtonForm } from "#components/admin/one-button-form.tsx";
import { AuditTabs } from "#components/audit/audit-tabs.tsx";
import { CompletenessView } from "#components/audit/completeness-view.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { getCompleteness } from "#lib/audit/get-completeness.ts";
import { sessionContext } from "#lib/auth/context.ts";
import { verifyLogAction } from "../actions.ts";

export const metadata = { title: "Completeness of the log" };

export default async function CompletenessPage() {
  const ctx = await sessionContext();
  return guarded(async () => {
    const completeness = await getCompleteness(ctx, {});
    return (
      <>
        <PageHeader
          title="Audit"
          description="Whether the log is all there, as far as Gatehouse can see by itself."
          actions={
            <OneButtonForm action={verifyLogAction} fields={{}}>
              Verify now
            </OneButtonForm>
          }
        />
        <AuditTabs current="completeness" />
        <CompletenessView completeness={completeness} now={ctx.now} />
      </>
    );
  });
}
