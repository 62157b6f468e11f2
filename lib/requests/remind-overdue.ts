import { z } from "zod";
import { peopleWithRole } from "#lib/notifications/audience.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { tellOf } from "./announce.ts";
import { requestNumber } from "./core/words.ts";

const AT_ONCE = 200;

type Due = {
  id: string;
  number: number;
  title: string;
  assigneeId: string | null;
  late: "response" | "decision";
};

/**
 * Tells the reviewer, or all reviewers where nobody took it, that a request is past a due date:
 * once for each date. For the worker. Telling changes nothing, so the log does not hold it.
 */
export const remindOverdue = defineCommand({
  name: "remindOverdue",
  permission: "identity.resolve",
  input: z.object({}),

  async run(tx, ctx) {
    const due = await tx.$queryRaw<Due[]>`
      SELECT r."id", r."number", r."title", r."assigneeId",
             CASE WHEN r."decisionDueAt" < ${ctx.now} THEN 'decision' ELSE 'response' END AS "late"
      FROM "Request" r
      WHERE r."state" IN ('submitted', 'in_review') AND r."pausedAt" IS NULL
        AND (r."decisionDueAt" < ${ctx.now} OR r."respondedAt" IS NULL AND r."responseDueAt" < ${ctx.now})
        AND NOT EXISTS (
          SELECT 1 FROM "OutboxEvent" e WHERE e."topic" = 'request.overdue' AND e."subjectId" = r."id"::text
            AND e."createdAt" >= CASE WHEN r."decisionDueAt" < ${ctx.now} THEN r."decisionDueAt" ELSE r."responseDueAt" END)
      ORDER BY r."decisionDueAt" LIMIT ${AT_ONCE} FOR UPDATE OF r SKIP LOCKED`;
    for (const request of due)
      await tellOf(tx, ctx, {
        request,
        topic: "request.overdue",
        title: `${requestNumber(request.number)} is past its ${request.late} date: ${request.title}`,
        to:
          request.assigneeId === null ? await peopleWithRole(tx, "security") : [request.assigneeId],
      });
    return { result: { reminded: due.length }, audit: [] };
  },
});
