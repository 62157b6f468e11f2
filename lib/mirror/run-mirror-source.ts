import { nextCursorOf } from "#lib/imports/core/entry-shape.ts";
import { fetchPage, UpstreamRefusal, type PageOptions } from "#lib/imports/fetch-page.ts";
import type { BatchCounts } from "#lib/imports/import-batch.ts";
import { importDocuments } from "#lib/imports/import-documents.ts";
import { whileRunning } from "#lib/imports/while-running.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { pageAddress } from "./core/registry-address.ts";
import { finishMirrorRun } from "./finish-mirror-run.ts";
import { saveMirrorPage } from "./save-mirror-page.ts";
import { startMirrorRun } from "./start-mirror-run.ts";

const MAX_PAGES = 50_000;

export type MirrorSummary = { runId: string; pages: number } & BatchCounts;

type Run = {
  id: string;
  runId: string;
  url: string;
  updatedSince: Date | null;
  page: PageOptions;
};
type Progress = { pages: number; position: number; counts: BatchCounts };

/**
 * Copies what changed in a registry since the last successful run. Each page is stored with its
 * place before the next is asked for, so a run that ends half-way costs nothing but time.
 * @throws AppError in words; the source remembers them as its last error.
 */
export async function runMirrorSource(
  ctx: Context,
  { id }: { id: string },
  options: PageOptions = {},
): Promise<MirrorSummary> {
  const started = await startMirrorRun(ctx, { id });
  const { runId, url, updatedSince, allowedHosts } = started;
  const run: Run = { id, runId, url, updatedSince, page: { ...options, allowedHosts } };
  const close = (at: Context, failure: string | null) =>
    finishMirrorRun(at, { id, runId, failure });
  const { counts, pages } = await whileRunning(ctx, { runId, close }, () =>
    copyPages(ctx, run, started.cursor),
  );
  return { runId, pages, ...counts };
}

async function copyPages(ctx: Context, run: Run, resumeCursor: string | null): Promise<Progress> {
  const counts: BatchCounts = { imported: 0, updated: 0, unchanged: 0, refused: 0 };
  const progress: Progress = { pages: 0, position: 1, counts };
  let cursor = await usableCursor(ctx, run, { cursor: resumeCursor, progress });
  const seen = new Set<string>();
  while (cursor !== null) {
    if (seen.has(cursor) || progress.pages >= MAX_PAGES)
      throw new AppError("invalid", "The registry serves the same page again and again.");
    seen.add(cursor);
    cursor = await copyPage(ctx, run, { cursor, progress });
  }
  return progress;
}

type Place = { cursor: string | null; progress: Progress };

/** Copies the first page. A registry may have forgotten the place that we kept: then all over. */
async function usableCursor(ctx: Context, run: Run, place: Place): Promise<string | null> {
  try {
    return await copyPage(ctx, run, place);
  } catch (error) {
    const forgotten = error instanceof UpstreamRefusal && error.status >= 400 && error.status < 500;
    if (place.cursor === null || !forgotten || error.status === 429) throw error;
  }
  await saveMirrorPage(ctx, { id: run.id, runId: run.runId, cursor: null });
  return copyPage(ctx, run, { ...place, cursor: null });
}

async function copyPage(
  ctx: Context,
  run: Run,
  { cursor, progress }: Place,
): Promise<string | null> {
  const { body } = await fetchPage(
    pageAddress(run.url, { updatedSince: run.updatedSince, cursor }),
    run.page,
  );
  const done = await importDocuments(ctx, [body], {
    runId: run.runId,
    firstPosition: progress.position,
  });
  for (const outcome of ["imported", "updated", "unchanged", "refused"] as const)
    progress.counts[outcome] += done.counts[outcome];
  progress.position = done.lastPosition + 1;
  progress.pages += 1;

  const envelope = done.envelopes.at(-1);
  if (envelope === undefined)
    throw new AppError("invalid", "The address did not answer with a whole list of servers.");
  const next = nextCursorOf(envelope);
  if (next !== null) await saveMirrorPage(ctx, { id: run.id, runId: run.runId, cursor: next });
  return next;
}
