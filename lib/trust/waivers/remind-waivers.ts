import { z } from "zod";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { tellOfWaiver } from "./tell-of-waiver.ts";
import { WAIVER_NOTICE_DAYS } from "../core/waivers.ts";

const AT_ONCE = 200;

type Due = {
  id: string;
  version: string;
  control: string;
  expiresAt: Date;
  serverId: string;
  name: string;
  title: string | null;
  ownerTeamId: string | null;
};

// A waiver is never rewritten: that somebody was told stands in what was told.
const DUE = `
  SELECT w."id", w."version", w."control", w."expiresAt", s."id" AS "serverId", s."name", s."title", s."ownerTeamId"
  FROM "TrustWaiver" w JOIN "Server" s ON s."id" = w."serverId"
  WHERE w."expiresAt" > $1::timestamptz AND w."expiresAt" <= $2::timestamptz
    AND NOT EXISTS (SELECT 1 FROM "TrustWaiverEnd" e WHERE e."waiverId" = w."id")
    AND NOT EXISTS (SELECT 1 FROM "TrustWaiver" n WHERE n."versionId" = w."versionId" AND n."option" = w."option"
      AND n."control" = w."control" AND n."expiresAt" > w."expiresAt"
      AND NOT EXISTS (SELECT 1 FROM "TrustWaiverEnd" e WHERE e."waiverId" = n."id"))
    AND NOT EXISTS (SELECT 1 FROM "OutboxEvent" o WHERE o."topic" = 'trust.waiver' AND o."subjectId" = s."id"::text
      AND o."data" ->> 'waiver' = w."id"::text AND o."data" ->> 'expires' IS NOT NULL)
  ORDER BY w."expiresAt" LIMIT ${AT_ONCE}
  FOR KEY SHARE OF s SKIP LOCKED`;

/**
 * Tells owners of waivers that run out within a week, once each, but for those that were renewed. For
 * the worker. Telling changes nothing, so the log does not hold it.
 */
export const remindWaivers = defineCommand({
  name: "remindWaivers",
  permission: "identity.resolve",
  input: z.object({}),

  async run(tx, ctx) {
    const until = new Date(ctx.now.getTime() + WAIVER_NOTICE_DAYS * 86_400_000);
    const due = await sqlOf(tx)<Due>({ text: DUE }, [ctx.now, until]);
    for (const { serverId, name, title, ownerTeamId, ...waiver } of due)
      await tellOfWaiver(tx, ctx, {
        server: { id: serverId, name, title, ownerTeamId },
        waiver,
        expires: waiver.expiresAt,
        title: (what) => `${what} runs out on ${waiver.expiresAt.toISOString().slice(0, 10)}`,
        body: "From then on the control fails again. Fix what it found, or ask for another waiver.",
      });
    return { result: { told: due.length }, audit: [] };
  },
});
