import type { Context } from "#lib/kernel/context.ts";
import { requireAtDoor } from "#lib/verbs/require-at-door.ts";
import { sendJob } from "./send-job.ts";

/**
 * "Verify now" on a page: the worker computes the whole log again, as it does every night, and records
 * what it found. False when a verification waits or runs already.
 */
export async function requestLogVerification(ctx: Context): Promise<boolean> {
  await requireAtDoor(ctx, "audit.read");
  return sendJob("audit.verify", {});
}
