import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { importDocuments, type Stream } from "./import-documents.ts";
import type { BatchCounts } from "./import-batch.ts";
import { startImport } from "./start-import.ts";
import { whileRunning } from "./while-running.ts";

export type ImportSummary = { runId: string } & BatchCounts;

type FileImport = {
  label: string;
  approve?: boolean;
  expose?: boolean;
  bytes: Stream;
  onProgress?: (counts: BatchCounts) => void;
};

/**
 * Imports a stream of documents of any shape. Throws AppError when nothing can be read; the run
 * is then on record as failed, with what was taken before.
 */
export async function runImport(ctx: Context, input: FileImport): Promise<ImportSummary> {
  const { label, approve = false, expose = false, bytes, onProgress } = input;
  const { runId } = await startImport(ctx, { label, approve, expose });
  const counts = await whileRunning(ctx, runId, async () => {
    const done = await importDocuments(ctx, bytes, {
      runId,
      ...(onProgress ? { onProgress } : {}),
    });
    if (done.lastPosition === 0) throw new AppError("invalid", "The input holds no documents.");
    return done.counts;
  });
  return { runId, ...counts };
}
