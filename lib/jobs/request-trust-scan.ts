import type { Context } from "#lib/kernel/context.ts";
import { log } from "#lib/telemetry/log.ts";
import { scanRequest } from "#lib/requests/scan-request.ts";
import type { AskedScan } from "#lib/trust/ask-for-scan.ts";
import { requestScan } from "#lib/trust/request-scan.ts";
import { sendJob } from "./send-job.ts";

/** "Scan now" on a page: the worker does it. Input as `RequestScanInput`. */
export const requestTrustScan = async (ctx: Context, input: unknown): Promise<AskedScan> =>
  begin(await requestScan(ctx, input));

/** The same of what a request proposes. Input as `RequestRef`. */
export const scanRequestNow = async (ctx: Context, input: unknown): Promise<AskedScan> =>
  begin(await scanRequest(ctx, input));

async function begin(requested: AskedScan): Promise<AskedScan> {
  try {
    await sendJob("trust.scan-now", { scanId: requested.scanId }, requested.scanId);
  } catch (error) {
    // It stands in the queue of scans: the job of the next minute finds it there.
    log.warn("trust scan", { error });
  }
  return requested;
}
