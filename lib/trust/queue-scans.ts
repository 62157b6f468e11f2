import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { closeCutOff, queueScansOf } from "./scan-steps.ts";
import { QueueScansInput } from "./schemas.ts";

const DAY_MS = 86_400_000;

/**
 * Puts scans in the queue that are due: those to be tried again, and of what clients get of servers
 * that somebody owns before its level runs out. Versions that are registered are put there by the
 * database, remotes by their daily check. Answers the ids to be worked on next: what somebody asked
 * for, then the newest; what waits for a review is the business of `queueSubmitted`. For the worker.
 */
export const queueScans = defineCommand({
  name: "queueScans",
  permission: "identity.resolve",
  input: QueueScansInput,

  async run(tx, ctx, { most }) {
    const { now } = ctx;
    await closeCutOff(tx, now);
    await sqlOf(tx)({ text: RETRY }, [now, most]);
    await queueOld(tx, now, most);
    const waiting = await sqlOf(tx)<{ id: string }>({ text: WAITING }, [most]);
    return { result: waiting.map(({ id }) => id), audit: [] };
  },
});

const WAITING = `
  SELECT t."id" FROM "TrustScan" t WHERE t."state" = 'queued' AND t."trigger" <> 'submitted'
  ORDER BY (t."trigger" = 'asked') DESC, t."requestedAt" DESC LIMIT $1`;

/** Where another scan of the version waits or runs, that one is the next try. */
const RETRY = `
  UPDATE "TrustScan" t SET "state" = 'queued', "nextTryAt" = NULL, "finishedAt" = NULL
  WHERE t."id" IN (
    SELECT d."id" FROM "TrustScan" d
    WHERE d."nextTryAt" <= $1 AND d."state" IN ('done', 'failed')
      AND NOT EXISTS (SELECT 1 FROM "TrustScan" o WHERE o."versionId" = d."versionId" AND o."state" IN ('queued', 'running'))
    ORDER BY d."nextTryAt" LIMIT $2 FOR UPDATE SKIP LOCKED)`;

/** Days before a level is scanned again: L3 and L4 are good for 30, those below for 90. */
const HIGH_DAYS = 20;
const LOW_DAYS = 60;

const OLD = `
  SELECT v."id", v."document" FROM "TrustCheck" c
  JOIN "VersionTrust" p ON p."versionId" = c."versionId"
  JOIN "ServerVersion" v ON v."id" = p."versionId"
  JOIN "Server" s ON s."id" = v."serverId"
  WHERE c."fullAt" < CASE WHEN p."level" >= 3 THEN $2::timestamptz ELSE $3::timestamptz END
    AND v."isLatest" AND v."lifecycle" IN ('approved', 'deprecated') AND s."ownerTeamId" IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM "TrustScan" t WHERE t."versionId" = v."id"
      AND (t."state" IN ('queued', 'running') OR t."nextTryAt" IS NOT NULL OR t."kinds" = '{}' AND t."requestedAt" > $4))
  ORDER BY c."fullAt" LIMIT $1`;

async function queueOld(tx: Tx, now: Date, most: number): Promise<void> {
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const old = await sqlOf(tx)<{ id: string; document: string }>({ text: OLD }, [
    most,
    daysAgo(HIGH_DAYS),
    daysAgo(LOW_DAYS),
    daysAgo(1),
  ]);
  await queueScansOf(tx, old, { trigger: "renewal", requestedById: null, now });
}
