import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { log } from "#lib/telemetry/log.ts";
import { beatImport } from "./beat-import.ts";
import { finishImport } from "./finish-import.ts";

const BEAT_EVERY_MS = 20_000;

/** Ends a run; `failure` says in words why it did not go through, and is null when it did. */
export type CloseRun = (ctx: Context, failure: string | null) => Promise<void>;

/**
 * Keeps a run alive while `work` goes on, and closes it whatever comes of it. Throws what `work`
 * throws.
 */
export async function whileRunning<Result>(
  ctx: Context,
  run: string | { runId: string; close: CloseRun },
  work: () => Promise<Result>,
): Promise<Result> {
  const { runId, close } = typeof run === "string" ? { runId: run, close: closing(run) } : run;
  const now = () => ({ ...ctx, now: new Date() });
  const beat = setInterval(() => {
    beatImport(now(), { runId }).catch((error: unknown) => report("import.beat", runId, error));
  }, BEAT_EVERY_MS);
  try {
    const result = await work();
    await close(now(), null);
    return result;
  } catch (error) {
    // The first error is the one that matters; a database that is away cannot be told of it.
    await close(now(), inWords(error)).catch((second: unknown) =>
      report("import.close", runId, second),
    );
    throw error;
  } finally {
    clearInterval(beat);
  }
}

function closing(runId: string): CloseRun {
  return (ctx, failure) => finishImport(ctx, failure === null ? { runId } : { runId, failure });
}

/** What an administrator may read; the rest is for the server's log. */
function inWords(error: unknown): string {
  if (error instanceof AppError) return error.message.slice(0, 1_000);
  return "An error inside Gatehouse stopped it: see the server's log.";
}

function report(event: string, runId: string, error: unknown): void {
  log.error(event, { runId, error: String(error) });
}
