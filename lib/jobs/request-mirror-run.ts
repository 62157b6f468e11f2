import type { Context } from "#lib/kernel/context.ts";
import { requestRun } from "#lib/mirror/request-run.ts";
import { sendJob } from "./send-job.ts";

/**
 * "Copy now" on a page: the worker does it; who asked is on record before it is told. False when it is
 * about to already.
 */
export async function requestMirrorRun(ctx: Context, { id }: { id: string }): Promise<boolean> {
  await requestRun(ctx, { id });
  return sendJob("mirror.run", { sourceId: id }, id);
}
