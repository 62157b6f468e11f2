import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { completeHandovers } from "./complete-handovers.ts";
import { listDueIdentities } from "./list-due-identities.ts";
import { verifyIdentity, type Ways } from "./verify-identity.ts";

/** Looks at proofs that are a day old, one after another, and lets handovers take effect. For the worker. */
export async function checkIdentities(
  contextNow: () => Context,
  { signal, ways }: { signal: AbortSignal; ways?: Ways },
): Promise<void> {
  await completeHandovers(contextNow(), {});
  const failures: unknown[] = [];
  for (const id of await listDueIdentities(contextNow(), {})) {
    if (signal.aborted) return;
    try {
      await verifyIdentity(contextNow(), { id }, ways);
    } catch (error) {
      // Removed or changed meanwhile; what else goes wrong with one must not keep the others waiting.
      if (!(error instanceof AppError && ["not_found", "conflict"].includes(error.code)))
        failures.push(error);
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} proofs could not be looked at.`);
}
