import { defineCommand } from "#lib/verbs/define-command.ts";
import { FIRST_ATTEMPTS, nextTry } from "./next-try.ts";
import { FinishScanInput } from "./schemas.ts";
import { scanSubject } from "./submissions/scan-subject.ts";

/**
 * How a scan ended; what may bring more is tried again after 5 min, 30 min, 2 h and 12 h, and then
 * daily where somebody owns the server. What it concluded is recorded with each evaluation. For the
 * worker.
 */
export const finishScan = defineCommand({
  name: "finishScan",
  permission: "identity.resolve",
  input: FinishScanInput,

  async run(tx, ctx, { scanId, outcome, error, again }) {
    const scan = await tx.trustScan.findUnique({
      where: { id: scanId },
      select: {
        attempts: true,
        versionId: true,
      },
    });
    if (scan === null) return { result: undefined, audit: [] };
    const { attempts } = scan;
    const subject = await scanSubject(tx, scan.versionId);
    const isWanted = subject?.isWanted === true && (subject.isOwned || attempts <= FIRST_ATTEMPTS);
    const ended =
      outcome === "stopped"
        ? { state: "queued" as const, finishedAt: null, attempts: Math.max(0, attempts - 1) }
        : { state: outcome, finishedAt: ctx.now };
    await tx.trustScan.updateMany({
      where: { id: scanId, state: "running" },
      data: {
        ...ended,
        step: null,
        error,
        nextTryAt: outcome !== "stopped" && again && isWanted ? nextTry(attempts, ctx.now) : null,
      },
    });
    return { result: undefined, audit: [] };
  },
});
