import type { Context } from "#lib/kernel/context.ts";
import type { KeptKind } from "#lib/audit/core/retention.ts";
import { PRUNED_AT_ONCE, pruneLog } from "../prune-log.ts";

type Options = { kinds: readonly KeptKind[]; signal: AbortSignal };

/** Removes what is due of these kinds, a bounded number at a time, until nothing is or we stop. */
export async function pruneAll(
  context: () => Context,
  { kinds, signal }: Options,
): Promise<number> {
  let removed = 0;
  for (const kind of kinds)
    for (let more = true; more && !signal.aborted;) {
      const { pruned } = await pruneLog(context(), { kind });
      removed += pruned;
      more = pruned === PRUNED_AT_ONCE;
    }
  return removed;
}
