import { z } from "zod";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { tellOf } from "./announce.ts";
import { requestNumber } from "./core/words.ts";

const AT_ONCE = 200;

/** Ends drafts, and requests sent back, that nobody took up again in time. For the worker. */
export const expireRequests = defineCommand({
  name: "expireRequests",
  permission: "identity.resolve",
  input: z.object({}),

  async run(tx, ctx) {
    const due = await tx.request.findMany({
      where: { state: { in: ["draft", "changes_requested"] }, expiresAt: { lte: ctx.now } },
      orderBy: { expiresAt: "asc" },
      take: AT_ONCE,
      select: { id: true, number: true, title: true, state: true },
    });
    const audit = [];
    for (const request of due) {
      const { count } = await tx.request.updateMany({
        where: { id: request.id, state: request.state, expiresAt: { lte: ctx.now } },
        data: { state: "expired", updatedAt: ctx.now, pausedAt: null },
      });
      if (count === 0) continue;
      await tellOf(tx, ctx, {
        request,
        topic: "request.expiring",
        title: `${requestNumber(request.number)} expired: ${request.title}`,
      });
      audit.push({
        action: "request.expire" as const,
        targetKind: "request" as const,
        targetId: request.id,
        before: { state: request.state },
        after: { state: "expired" },
      });
    }
    return { result: { expired: audit.length }, audit };
  },
});
