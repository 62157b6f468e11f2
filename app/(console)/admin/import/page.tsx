import { guarded } from "#components/admin/guarded.tsx";
import { ImportProblem } from "#components/admin/import-problem.tsx";
import { ImportRuns } from "#components/admin/import-runs.tsx";
import { UploadForm } from "#components/admin/upload-form.tsx";
import { UrlImportForm } from "#components/admin/url-import-form.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { listImportRuns } from "#lib/imports/list-import-runs.ts";
import { importUrlAction } from "./actions.ts";

export const metadata = { title: "Import" };

type Props = { searchParams: Promise<{ problem?: string }> };

export default async function ImportPage({ searchParams }: Props) {
  const { problem } = await searchParams;
  const ctx = await sessionContext();
  return guarded(async () => {
    const runs = await listImportRuns(ctx, { limit: 50 });
    return (
      <>
        <PageHeader
          title="Import"
          description="Takes the official list, an array, one server.json or JSON lines. One bad document never stops the rest, and our own decisions stay."
        />
        {problem && <ImportProblem code={problem} />}
        <div className="mb-6 grid items-start gap-6 lg:grid-cols-2">
          <CardSection title="From a file" description="Up to 2 GiB.">
            <UploadForm />
          </CardSection>
          <CardSection
            title="From an address"
            description="A file, or a registry with all its pages."
          >
            <UrlImportForm start={importUrlAction} />
          </CardSection>
        </div>
        <ImportRuns runs={runs} now={ctx.now} />
      </>
    );
  });
}
