import type { Context } from "#lib/kernel/context.ts";
import { advanceRetirement } from "./advance-retirement.ts";
import { listRunningRetirements } from "./list-running-retirements.ts";

/** More than a campaign can have due at once: three phases, a switch, a reminder, new consumers. */
const MAX_STEPS = 12;

export type AdvanceSummary = { campaigns: number; steps: number };

/**
 * Brings every campaign to where its dates say, each step in a transaction of its own. One that
 * fails does not keep the others waiting.
 * @throws AggregateError once all have had their turn, so that the job is tried again.
 */
export async function advanceRetirements(
  ctx: Context,
  options: { signal?: AbortSignal } = {},
): Promise<AdvanceSummary> {
  const ids = await listRunningRetirements(ctx, {});
  const failures: unknown[] = [];
  let steps = 0;
  for (const id of ids) {
    if (options.signal?.aborted) break;
    try {
      steps += await advanceCampaign(ctx, id);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} retirements could not be advanced.`);
  return { campaigns: ids.length, steps };
}

/** One campaign, to where its dates say; the number of steps taken. */
export async function advanceCampaign(ctx: Context, id: string): Promise<number> {
  for (let taken = 0; taken < MAX_STEPS; taken += 1) {
    // A millisecond apart, so that the records of one run stand in their order.
    const now = new Date(ctx.now.getTime() + taken);
    const { step } = await advanceRetirement({ ...ctx, now }, { id });
    if (step === null) return taken;
  }
  throw new Error(`The retirement ${id} finds no end of steps.`);
}
