import { requestVerification } from "#lib/audit/request-verification.ts";
import type { Context } from "#lib/kernel/context.ts";
import { sendJob } from "./send-job.ts";

/**
 * "Verify now" on a page: the worker computes the whole log again, as it does every night, and records
 * what it found; who asked is on record before it is told. False when a verification waits or runs
 * already.
 */
export async function requestLogVerification(ctx: Context): Promise<boolean> {
  await requestVerification(ctx, {});
  return sendJob("audit.verify", {});
}
