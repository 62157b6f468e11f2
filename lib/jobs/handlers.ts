import { reconcileAll } from "#lib/audit-sinks/reconcile-all.ts";
import { checkLog } from "#lib/audit/verify/check-log.ts";
import { getLogSettings } from "#lib/audit-changes/get-log-settings.ts";
import { pruneAll } from "#lib/audit/retention/prune-all.ts";
import { env } from "#lib/config/env.ts";
import { closeStaleRuns } from "#lib/imports/close-stale-runs.ts";
import { continueUrlImport } from "#lib/imports/import-from-url.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { listMirrorSources } from "#lib/mirror/list-mirror-sources.ts";
import { runMirrorSource } from "#lib/mirror/run-mirror-source.ts";
import { deliverDue } from "#lib/notifications/deliver-due.ts";
import { drainOutbox } from "#lib/notifications/drain-outbox.ts";
import { pruneNotifications } from "#lib/notifications/prune-notifications.ts";
import { sendDigests } from "#lib/notifications/send-digests.ts";
import { checkApprovals } from "#lib/ownership/check-approvals.ts";
import { checkAllOwnership } from "#lib/ownership/check-ownership.ts";
import { expireApprovals } from "#lib/requests/expire-approvals.ts";
import { expireRequests } from "#lib/requests/expire-requests.ts";
import { remindOverdue } from "#lib/requests/remind-overdue.ts";
import { checkIdentities } from "#lib/publishers/check-identities.ts";
import { compareFeed, type Compared } from "#lib/revocations/compare-feed.ts";
import { remindSteps } from "#lib/revocations/remind-steps.ts";
import { openFeeds } from "#lib/trust/feeds/feed-store.ts";
import { advanceRetirements } from "#lib/retirements/advance-retirements.ts";
import { FORGOTTEN_AT_ONCE, pruneEvidence } from "#lib/trust/prune-evidence.ts";
import { queueScans } from "#lib/trust/queue-scans.ts";
import { runChecks } from "#lib/trust/recheck/run-checks.ts";
import { settleTrust } from "#lib/trust/recheck/settle-trust.ts";
import { runScan } from "#lib/trust/run-scan.ts";
import { queueSubmitted } from "#lib/trust/submissions/queue-submitted.ts";
import { expireWaiver } from "#lib/trust/waivers/expire-waiver.ts";
import { remindWaivers } from "#lib/trust/waivers/remind-waivers.ts";
import { checkUpstream } from "#lib/upstream/check-upstream.ts";
import type { JobData, JobName } from "./queues.ts";
import { sendJob } from "./send-job.ts";
import { workerContext } from "./worker-context.ts";
import { workerScanner } from "./worker-scanner.ts";

type Handlers = { [Name in JobName]: (data: JobData<Name>, signal: AbortSignal) => Promise<void> };

const feeds = openFeeds(env.trust.feedDir);
let compared: Compared = { folder: null, at: null };

/** Each calls one verb; `signal` says that the worker stops. */
export const HANDLERS: Handlers = {
  "audit.reconcile": () => reconcileAll(workerContext()),

  "audit.verify": () => checkLog(workerContext()),

  "mirror.dispatch": async () => {
    const sources = await listMirrorSources(workerContext(), {});
    for (const { id, enabled } of sources)
      if (enabled) await sendJob("mirror.run", { sourceId: id }, id);
  },

  "mirror.run": async ({ sourceId }, signal) => {
    try {
      await runMirrorSource(workerContext(), { id: sourceId }, { signal });
    } catch (error) {
      // Removed, switched off or copied by somebody else: another attempt would change nothing.
      const settled = error instanceof AppError && ["not_found", "conflict"].includes(error.code);
      if (!settled) throw error;
    }
  },

  "import.url": async (job, signal) => {
    await continueUrlImport(workerContext(), job, { signal });
  },

  "requests.clock": async () => {
    await expireRequests(workerContext(), {});
    await remindOverdue(workerContext(), {});
  },

  "approvals.expire": async () => {
    await expireApprovals(workerContext(), {});
  },

  "notifications.fan_out": (_data, signal) =>
    drainOutbox(workerContext(), { mail: env.mail !== null, signal }),

  "notifications.deliver": (_data, signal) =>
    deliverDue(workerContext(), { mail: env.mail, signal }),

  "notifications.digest": (_data, signal) =>
    sendDigests(workerContext(), { mail: env.mail, signal }),

  "notifications.prune": async () => {
    await pruneNotifications(workerContext(), {});
  },

  "audit.prune": async (_data, signal) => {
    const { retention } = await getLogSettings(workerContext(), {});
    const kinds = retention.flatMap(({ kind, days }) => (days === null ? [] : [kind]));
    await pruneAll(workerContext, { kinds, signal });
  },

  "retirements.advance": async (_data, signal) => {
    await advanceRetirements(workerContext(), { signal });
  },

  "import.close_stale": async () => {
    await closeStaleRuns(workerContext(), {});
  },

  "ownership.check": async () => {
    await checkAllOwnership(workerContext());
    await checkApprovals(workerContext(), {});
  },

  "upstream.check": async (_data, signal) => {
    await checkUpstream(workerContext(), { signal });
  },

  "publishers.check": (_data, signal) => checkIdentities(workerContext, { signal }),

  "revocations.compare": async (_data, signal) => {
    compared = await compareFeed(workerContext, { feeds, compared, signal });
    await remindSteps(workerContext(), {});
  },

  "trust.dispatch": async () => {
    if (!env.trust.scans) return;
    for (const scanId of await queueScans(workerContext(), {}))
      await sendJob("trust.scan", { scanId }, scanId);
    await sendSubmitted();
  },

  "trust.recheck": async (_data, signal) => {
    await settleTrust(workerContext, { signal });
    if (!env.trust.scans) return;
    await runChecks(workerContext(), { signal, ...(await workerScanner()) });
  },

  "trust.prune": async (_data, signal) => {
    for (let more = true; more && !signal.aborted;)
      more = (await pruneEvidence(workerContext(), {})).forgotten === FORGOTTEN_AT_ONCE;
  },

  "trust.waivers": async (_data, signal) => {
    await remindWaivers(workerContext(), {});
    for (let more = true; more && !signal.aborted;)
      more = (await expireWaiver(workerContext(), {})).expired > 0;
  },

  "trust.scan": scanTrust,
  "trust.scan-now": async (data: { scanId: string }, signal) => {
    await scanTrust(data, signal);
    if (env.trust.scans) await sendSubmitted();
  },
};

/** Reviewers wait for these: whoever's turn is next does not wait for the next minute. */
async function sendSubmitted(): Promise<void> {
  for (const scanId of await queueSubmitted(workerContext(), {}))
    await sendJob("trust.scan-now", { scanId }, scanId);
}

async function scanTrust({ scanId }: { scanId: string }, signal: AbortSignal): Promise<void> {
  try {
    await runScan(workerContext(), scanId, { signal, ...(await workerScanner()) });
  } catch (error) {
    // Its version went meanwhile.
    if (!(error instanceof AppError && error.code === "not_found")) throw error;
  }
}
