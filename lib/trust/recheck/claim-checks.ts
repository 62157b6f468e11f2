import { z } from "zod";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";

/** Who took a version has this long before another takes it. */
const LEASE_MS = 15 * 60_000;

export type DueCheck = {
  versionId: string;
  /** Clients get it today, of a server that somebody owns: what takes a scan is for these alone. */
  isCurrent: boolean;
  isWeekly: boolean;
};

/**
 * Takes versions whose daily turn it is, and tells of which the weekly one too. What one worker has
 * taken, no other takes for a quarter of an hour. For the worker.
 */
export const claimChecks = defineCommand({
  name: "claimChecks",
  permission: "identity.resolve",
  input: z.object({ most: z.number().int().min(1).max(1_000).default(100) }),

  async run(tx, ctx, { most }) {
    const until = new Date(ctx.now.getTime() + LEASE_MS);
    const taken = await sqlOf(tx)<DueCheck>({ text: CLAIM }, [ctx.now, most, until]);
    return { result: taken, audit: [] };
  },
});

// What nobody is offered is scanned when somebody is.
const CLAIM = `
  UPDATE "TrustCheck" c SET "dailyDueAt" = $3
  FROM (
    SELECT d."versionId", v."isLatest" AND s."ownerTeamId" IS NOT NULL AS "isCurrent", d."weeklyDueAt" <= $1 AS "isDue"
    FROM "TrustCheck" d JOIN "ServerVersion" v ON v."id" = d."versionId" JOIN "Server" s ON s."id" = v."serverId"
    WHERE d."dailyDueAt" <= $1 AND v."lifecycle" IN ('in_review', 'approved', 'deprecated')
    ORDER BY d."dailyDueAt" LIMIT $2 FOR UPDATE OF d SKIP LOCKED
  ) due
  WHERE c."versionId" = due."versionId"
  RETURNING c."versionId", due."isCurrent", due."isCurrent" AND due."isDue" AS "isWeekly"`;
