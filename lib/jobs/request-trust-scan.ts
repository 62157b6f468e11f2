import type { Context } from "#lib/kernel/context.ts";
import { log } from "#lib/telemetry/log.ts";
import { requestScan, type RequestedScan } from "#lib/trust/request-scan.ts";
import { sendJob } from "./send-job.ts";

/** "Scan now" on a page: the worker does it. Input as `RequestScanInput`. */
export async function requestTrustScan(ctx: Context, input: unknown): Promise<RequestedScan> {
  const requested = await requestScan(ctx, input);
  try {
    await sendJob("trust.scan-now", { scanId: requested.scanId }, requested.scanId);
  } catch (error) {
    // It stands in the queue of scans: the job of the next minute finds it there.
    log.warn("trust scan", { error });
  }
  return requested;
}
