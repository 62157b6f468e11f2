import { z } from "zod";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { lockIdentity } from "./lock-identity.ts";

const AT_ONCE = 50;

/** Handovers whose days of cooling off are over take effect. For the worker. */
export const completeHandovers = defineCommand({
  name: "completeHandovers",
  permission: "identity.resolve",
  input: z.object({}),

  async run(tx, ctx) {
    const due = await tx.publisher.findMany({
      where: { handoverAt: { lte: ctx.now } },
      orderBy: { id: "asc" },
      take: AT_ONCE,
      select: { id: true },
    });
    const audit: AuditEntry[] = [];
    for (const { id } of due) {
      const { handoverToId, handoverAt, handoverTo, team } = await lockIdentity(tx, id);
      // Stopped meanwhile.
      if (handoverAt === null || handoverAt > ctx.now) continue;
      await tx.publisher.update({
        where: { id },
        data: { teamId: handoverToId, handoverToId: null, handoverAt: null },
        select: { id: true },
      });
      audit.push({
        action: "identity.take_over",
        targetKind: "publisher",
        targetId: id,
        before: { team: team?.slug ?? null },
        after: { team: handoverTo?.slug ?? null },
      });
    }
    return { result: { taken: audit.length }, audit };
  },
});
