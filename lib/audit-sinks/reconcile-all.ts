import type { Context } from "#lib/kernel/context.ts";
import { log } from "#lib/telemetry/log.ts";
import { listSinks } from "./list-sinks.ts";
import { dayOf } from "./core/days.ts";
import { KIND_FACTS } from "./core/sink-kinds.ts";
import { reconcileUncompared } from "./reconcile-sink.ts";

/**
 * Daily: what was not compared yet of the days before, for every sink whose content can be listed.
 * One that fails does not keep the others, and goes on from there the next day.
 */
export async function reconcileAll(ctx: Context): Promise<void> {
  const before = dayOf(ctx.now);
  for (const { id, kind, enabled } of await listSinks(ctx, {})) {
    if (!enabled || !KIND_FACTS[kind].readsBack) continue;
    try {
      while (await reconcileUncompared(ctx, { sinkId: id, before }));
    } catch (error) {
      log.error("log-reconcile", { sink: id, error: String(error) });
    }
  }
}
