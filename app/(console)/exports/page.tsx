import { guarded } from "#components/admin/guarded.tsx";
import { EnforcementTable } from "#components/exports/enforcement-table.tsx";
import { ExportPanel } from "#components/exports/export-panel.tsx";
import { FormatChooser } from "#components/exports/format-chooser.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { env } from "#lib/config/env.ts";
import { getExport } from "#lib/exports/get-export.ts";
import { listExportAudiences } from "#lib/exports/list-export-audiences.ts";
import { ExportFormatName } from "#lib/exports/schemas.ts";

export const metadata = { title: "Exports" };

type Props = { searchParams: Promise<{ format?: string; audience?: string }> };

export default async function ExportsPage({ searchParams }: Props) {
  const query = await searchParams;
  const ctx = await sessionContext();
  return guarded(async () => {
    const format = ExportFormatName.catch("copilot-managed-settings").parse(query.format);
    const audiences = await listExportAudiences(ctx, {});
    const audience = audiences.find(({ slug }) => slug === query.audience)?.slug;
    const made = await getExport(ctx, { format, audience, base: env.publicUrl });
    return (
      <>
        <PageHeader
          title="Exports"
          description="What is approved here, in the words of each client, for whoever manages the devices."
        />
        <div className="grid items-start gap-6 lg:grid-cols-[17rem_minmax(0,1fr)]">
          <FormatChooser current={format} audience={audience} audiences={audiences} />
          <ExportPanel made={made} audience={audience} base={env.publicUrl} />
        </div>
        <EnforcementTable />
      </>
    );
  });
}
