import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { beatImport } from "./beat-import.ts";
import { finishImport } from "./finish-import.ts";
import { importDocuments, type Stream } from "./import-documents.ts";
import type { BatchCounts } from "./import-batch.ts";
import { startImport } from "./start-import.ts";

export const BEAT_EVERY_MS = 20_000;

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
  const counts = await closing(ctx, runId, async () => {
    const done = await importDocuments(ctx, bytes, {
      runId,
      ...(onProgress ? { onProgress } : {}),
    });
    if (done.lastPosition === 0) throw new AppError("invalid", "The input holds no documents.");
    return done.counts;
  });
  return { runId, ...counts };
}

/** Keeps a run alive while `work` goes on, and closes it whatever comes of it. */
export async function closing<Result>(
  ctx: Context,
  runId: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const now = () => ({ ...ctx, now: new Date() });
  const beat = setInterval(() => {
    beatImport(now(), { runId }).catch((error: unknown) => {
      console.error(JSON.stringify({ event: "import.beat", runId, error: String(error) }));
    });
  }, BEAT_EVERY_MS);
  try {
    const result = await work();
    await finishImport(now(), { runId });
    return result;
  } catch (error) {
    await recordFailure(now(), runId, error);
    throw error;
  } finally {
    clearInterval(beat);
  }
}

async function recordFailure(ctx: Context, runId: string, error: unknown): Promise<void> {
  const failure =
    error instanceof AppError ? error.message : "An error inside Gatehouse stopped it.";
  try {
    await finishImport(ctx, { runId, failure });
  } catch (second) {
    // The first error is the one that matters; a database that is away cannot be told of it.
    console.error(JSON.stringify({ event: "import.fail", runId, error: String(second) }));
  }
}
