import { ServerRef } from "#lib/catalog/server-schemas.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { deprecationHeaders } from "./core/deprecation-headers.ts";
import { findCampaign, visibleSuccessor } from "./retirement-view.ts";

/**
 * `Deprecation`, `Sunset` and `Link` for an answer of our own API about one server; empty where no
 * campaign runs and none has ended it.
 */
export const getRetirementHeaders = defineQuery({
  name: "getRetirementHeaders",
  permission: "catalog.read",
  input: ServerRef,

  async run({ db, sql }, ctx, { name }): Promise<[name: string, value: string][]> {
    const found = await findCampaign(sql, ctx, name);
    const row = found
      ? await db.retirement.findFirst({
          where: { id: found.id, state: { not: "cancelled" } },
          select: { deprecatesAt: true, retiresAt: true, successorId: true },
        })
      : null;
    if (!row) return [];
    const successor = await visibleSuccessor(sql, ctx, row.successorId);
    return deprecationHeaders({
      deprecatesAt: row.deprecatesAt,
      retiresAt: row.retiresAt,
      successorAddress: successor && `/api/v1/servers/${encodeURIComponent(successor.name)}`,
    });
  },
});
