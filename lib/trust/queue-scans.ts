import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { RULE_SET } from "./core/words.ts";
import { closeCutOff, queueScansOf } from "./scan-steps.ts";
import { QueueScansInput } from "./schemas.ts";

const DAY_MS = 86_400_000;

/**
 * Puts scans in the queue that are due: those to be tried again, and of what clients get of servers
 * that somebody owns when it was looked at a day ago or by other rules. Versions that are registered
 * are put there by the database. Answers the ids to be worked on next: what somebody asked for, then
 * the newest. For the worker.
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
  SELECT t."id" FROM "TrustScan" t WHERE t."state" = 'queued'
  ORDER BY (t."trigger" = 'asked') DESC, t."requestedAt" DESC LIMIT $1`;

/** Where another scan of the version waits or runs, that one is the next try. */
const RETRY = `
  UPDATE "TrustScan" t SET "state" = 'queued', "nextTryAt" = NULL, "finishedAt" = NULL
  WHERE t."id" IN (
    SELECT d."id" FROM "TrustScan" d
    WHERE d."nextTryAt" <= $1 AND d."state" IN ('done', 'failed')
      AND NOT EXISTS (SELECT 1 FROM "TrustScan" o WHERE o."versionId" = d."versionId" AND o."state" IN ('queued', 'running'))
    ORDER BY d."nextTryAt" LIMIT $2 FOR UPDATE SKIP LOCKED)`;

const OLD = `
  SELECT v."id", v."document" FROM "VersionTrust" p
  JOIN "ServerVersion" v ON v."id" = p."versionId"
  JOIN "Server" s ON s."id" = v."serverId"
  WHERE (p."evaluatedAt" < $2 OR p."ruleSet" <> $3)
    AND v."isLatest" AND v."lifecycle" IN ('approved', 'deprecated') AND s."ownerTeamId" IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM "TrustScan" t WHERE t."versionId" = v."id"
      AND (t."state" IN ('queued', 'running') OR t."nextTryAt" IS NOT NULL OR t."requestedAt" > $2))
  ORDER BY p."evaluatedAt" LIMIT $1`;

async function queueOld(tx: Tx, now: Date, most: number): Promise<void> {
  const dayAgo = new Date(now.getTime() - DAY_MS);
  const old = await sqlOf(tx)<{ id: string; document: string }>({ text: OLD }, [
    most,
    dayAgo,
    RULE_SET,
  ]);
  await queueScansOf(tx, old, { trigger: "schedule", requestedById: null, now });
}
