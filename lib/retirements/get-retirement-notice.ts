import { ServerRef } from "#lib/catalog/server-schemas.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { brownoutActive } from "./core/brownout.ts";
import {
  findCampaign,
  SUMMARY,
  summaryOf,
  visibleSuccessor,
  type RetirementSummary,
} from "./retirement-view.ts";

export type RetirementNotice = RetirementSummary & {
  reason: string;
  successor: { name: string; title: string | null } | null;
  /** Clients do not get the server at this hour. */
  inBrownout: boolean;
};

/** What a server's page says of a campaign that runs or has ended the server; usually null. */
export const getRetirementNotice = defineQuery({
  name: "getRetirementNotice",
  permission: "catalog.read",
  input: ServerRef,

  async run({ db, sql }, ctx, { name }): Promise<RetirementNotice | null> {
    const found = await findCampaign(sql, ctx, name);
    const row = found
      ? await db.retirement.findFirst({
          where: { id: found.id, state: { not: "cancelled" } },
          select: { ...SUMMARY, reason: true, successorId: true },
        })
      : null;
    if (!row) return null;
    const successor = await visibleSuccessor(sql, ctx, row.successorId);
    return {
      ...summaryOf(row, ctx.actor),
      reason: row.reason,
      successor: successor && { name: successor.name, title: successor.title },
      inBrownout: row.state === "brownout" && brownoutActive(row, ctx.now),
    };
  },
});
