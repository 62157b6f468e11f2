import { finishImport } from "#lib/imports/finish-import.ts";
import { openUrlImport } from "#lib/imports/import-from-url.ts";
import type { Context } from "#lib/kernel/context.ts";
import { sendJob } from "./send-job.ts";

/**
 * An import from an address, asked for on a page: it is entered in the person's name at once, and
 * the worker carries it out. Input as `ImportUrlInput`.
 */
export async function requestUrlImport(ctx: Context, input: unknown): Promise<{ runId: string }> {
  const opened = await openUrlImport(ctx, input, true);
  try {
    await sendJob("import.url", opened);
  } catch (error) {
    const failure = "The worker could not be told of it.";
    await finishImport({ ...ctx, now: new Date() }, { runId: opened.runId, failure });
    throw error;
  }
  return { runId: opened.runId };
}
