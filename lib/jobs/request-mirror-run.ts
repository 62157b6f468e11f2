import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { getMirrorSource } from "#lib/mirror/get-mirror-source.ts";
import { requireAtDoor } from "#lib/verbs/require-at-door.ts";
import { sendJob } from "./send-job.ts";

/** "Copy now" on a page: the worker does it; false when it is about to already. */
export async function requestMirrorRun(ctx: Context, { id }: { id: string }): Promise<boolean> {
  await requireAtDoor(ctx, "mirror.manage");
  const { source } = await getMirrorSource(ctx, { id });
  if (!source.enabled) throw new AppError("conflict", "This mirror source is switched off.");
  return sendJob("mirror.run", { sourceId: id }, id);
}
