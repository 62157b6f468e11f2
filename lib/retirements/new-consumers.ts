import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { aboutServer } from "./campaign-steps.ts";
import { dayOf } from "./core/status-message.ts";
import { findConsumers } from "./find-consumers.ts";
import type { LockedRetirement } from "./lock-retirement.ts";
import { consumerPeople, labelOf, tellCampaign } from "./tell-campaign.ts";

/** A step: who began to use the server during the campaign becomes part of it, and is told. */
export async function addNewConsumers(
  tx: Tx,
  ctx: Context,
  campaign: LockedRetirement,
): Promise<AuditEntry[]> {
  const known = new Set(campaign.consumers.map(({ teamId, userId }) => teamId ?? userId));
  const found = await findConsumers(tx, campaign.server.id);
  const fresh = found.filter(({ teamId, userId }) => !known.has(teamId ?? userId));
  if (fresh.length === 0) return [];
  await tx.retirementConsumer.createMany({
    data: fresh.map(({ teamId, userId }) => ({ retirementId: campaign.id, teamId, userId })),
  });
  await tellCampaign(tx, ctx, {
    campaign,
    topic: "retirement.announced",
    title: `${labelOf(campaign)}, which you use, will be retired on ${dayOf(campaign.retiresAt)}`,
    body: campaign.reason,
    to: await consumerPeople(tx, fresh),
  });
  return [
    aboutServer(campaign, "retirement.add_consumer", {
      before: { consumers: known.size },
      after: {
        consumers: known.size + fresh.length,
        added: fresh.map(({ teamId, userId }) => teamId ?? userId),
      },
    }),
  ];
}
