import type { Context } from "#lib/kernel/context.ts";
import { log } from "#lib/telemetry/log.ts";
import { listSinks } from "./list-sinks.ts";
import { KIND_FACTS } from "./core/sink-kinds.ts";
import { reconcileSink } from "./reconcile-sink.ts";

const DAY_MS = 86_400_000;

/** Daily: the day before, for every sink whose content can be listed. One that fails does not keep the others. */
export async function reconcileAll(ctx: Context): Promise<void> {
  const day = new Date(ctx.now.getTime() - DAY_MS).toISOString().slice(0, 10);
  for (const { id, kind, enabled } of await listSinks(ctx, {})) {
    if (!enabled || !KIND_FACTS[kind].readsBack) continue;
    try {
      await reconcileSink(ctx, { sinkId: id, days: { from: day, to: day } });
    } catch (error) {
      log.error("log-reconcile", { sink: id, error: String(error) });
    }
  }
}
