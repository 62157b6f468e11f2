import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { listUnsettled, reevaluateTrust } from "./reevaluate-trust.ts";

type Options = {
  /** The worker stops. */
  signal: AbortSignal;
  /** The rules in force, unless told otherwise. */
  ruleSet?: string;
};

/**
 * Levels that ran out fall, and versions that other rules judged are judged by these; each in its own
 * transaction. Looks at nothing, so it goes on where nothing can be reached. For the worker.
 */
export async function settleTrust(
  context: () => Context,
  { signal, ...rules }: Options,
): Promise<{ settled: number }> {
  let settled = 0;
  for (const versionId of await listUnsettled(context(), rules)) {
    if (signal.aborted) break;
    try {
      const { written } = await reevaluateTrust(context(), { versionId, ...rules });
      if (written) settled += 1;
    } catch (error) {
      // It went meanwhile.
      if (!(error instanceof AppError && error.code === "not_found")) throw error;
    }
  }
  return { settled };
}
