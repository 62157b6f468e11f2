import { notFound } from "next/navigation";
import { guarded } from "#components/admin/guarded.tsx";
import { ImportRunPanel } from "#components/admin/import-run-panel.tsx";
import { OUTCOME_ORDER } from "#components/admin/run-words.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { getImportRun } from "#lib/imports/get-import-run.ts";
import { RunRef } from "#lib/imports/schemas.ts";
import { AppError } from "#lib/kernel/errors.ts";

export const metadata = { title: "Import run" };

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ outcome?: string; after?: string }>;
};

export default async function ImportRunPage({ params, searchParams }: Props) {
  const [{ id }, query] = await Promise.all([params, searchParams]);
  const ctx = await sessionContext();
  const ref = RunRef.safeParse({ runId: id });
  if (!ref.success) notFound();
  return guarded(async () => {
    const { run } = await getImportRun(ctx, { ...ref.data, limit: 1 }).catch(notFoundIfUnknown);
    const chosen = OUTCOME_ORDER.find((outcome) => outcome === query.outcome);
    // Refused ones first: they are what somebody has to look at.
    const outcome =
      chosen ?? (query.outcome === undefined && run.counts.refused > 0 ? "refused" : undefined);
    const after = Number(query.after) || 0;
    const page = await getImportRun(ctx, { ...ref.data, outcome, after });
    return <ImportRunPanel page={page} outcome={outcome} after={after} now={ctx.now} />;
  });
}

function notFoundIfUnknown(error: unknown): never {
  if (error instanceof AppError && error.code === "not_found") notFound();
  throw error;
}
