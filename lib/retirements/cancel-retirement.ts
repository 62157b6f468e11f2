import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { aboutServer } from "./campaign-steps.ts";
import { lockRetirement, requireEvent, type LockedRetirement } from "./lock-retirement.ts";
import { CancelRetirementInput } from "./schemas.ts";
import { campaignOwners, consumerPeople, labelOf, tellCampaign } from "./tell-campaign.ts";

/** Ends a campaign before its end: the server stays, and is again what it was when it began. */
export const cancelRetirement = defineCommand({
  name: "cancelRetirement",
  permission: "server.own",
  input: CancelRetirementInput,

  async run(tx, ctx, { name, reason }) {
    const campaign = await lockRetirement(tx, ctx, { name });
    requireEvent(ctx, campaign, "cancel");
    const { count } = await tx.retirement.updateMany({
      where: { id: campaign.id, state: campaign.state },
      data: { state: "cancelled", endedAt: ctx.now },
    });
    if (count === 0) throw new AppError("conflict", "The retirement went on meanwhile.");
    const lifecycle = await restoreServer(tx, ctx, campaign);
    await tellCampaign(tx, ctx, {
      campaign,
      topic: "retirement.phase",
      title: `${labelOf(campaign)} stays: its retirement is cancelled`,
      body: reason,
      to: [
        ...(await consumerPeople(tx, campaign.consumers)),
        ...(await campaignOwners(tx, campaign)),
      ],
    });
    return {
      result: { name, lifecycle },
      audit: [
        aboutServer(campaign, "retirement.cancel", {
          before: { phase: campaign.state, lifecycle: campaign.server.lifecycle },
          after: { phase: "cancelled", lifecycle, reason },
        }),
      ],
    };
  },
});

/** What the campaign did to the server is undone; what somebody else did since is not. */
async function restoreServer(tx: Tx, ctx: Context, campaign: LockedRetirement) {
  const { server, deprecatedServer, formerMessage } = campaign;
  if (campaign.state === "announced" || server.lifecycle !== "deprecated") return server.lifecycle;
  const lifecycle = deprecatedServer ? "approved" : "deprecated";
  const { count } = await tx.server.updateMany({
    where: { id: server.id, lifecycle: "deprecated" },
    data: { lifecycle, statusMessage: formerMessage, inBrownout: false, updatedAt: ctx.now },
  });
  if (count === 0) throw new AppError("conflict", "The server was changed meanwhile.");
  return lifecycle;
}
