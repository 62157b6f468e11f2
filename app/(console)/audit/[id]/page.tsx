import { notFound } from "next/navigation";
import { guarded } from "#components/admin/guarded.tsx";
import { RecordView } from "#components/audit/record-view.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { actionLabel } from "#lib/audit/core/action-words.ts";
import { getAuditEvent } from "#lib/audit/get-event.ts";
import { AuditEventRef } from "#lib/audit/schemas.ts";
import { sessionContext } from "#lib/auth/context.ts";

export const metadata = { title: "Record" };

type Props = { params: Promise<{ id: string }> };

export default async function RecordPage({ params }: Props) {
  const ref = AuditEventRef.safeParse(await params);
  if (!ref.success) notFound();
  const ctx = await sessionContext();
  return guarded(async () => {
    const record = await getAuditEvent(ctx, ref.data);
    if (!record) notFound();
    return (
      <>
        <PageHeader
          title={actionLabel(record.action)}
          breadcrumb={[{ href: "/audit", label: "Audit" }]}
        />
        <RecordView record={record} now={ctx.now} />
      </>
    );
  });
}
