import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { aboutServer, messageAt } from "./campaign-steps.ts";
import { dayOf } from "./core/status-message.ts";
import type { RetirementState } from "./core/words.ts";
import type { LockedRetirement } from "./lock-retirement.ts";
import { campaignOwners, consumerPeople, labelOf, tellCampaign } from "./tell-campaign.ts";

type Entering = { campaign: LockedRetirement; state: RetirementState };

/** A step: the campaign enters a phase, and the server follows; everyone concerned is told. */
export async function enterPhase(tx: Tx, ctx: Context, entering: Entering): Promise<AuditEntry> {
  const { campaign, state } = entering;
  const { count } = await tx.retirement.updateMany({
    where: { id: campaign.id, state: campaign.state },
    data: { state, ...(state === "retired" ? { endedAt: ctx.now } : {}) },
  });
  if (count === 0) throw new AppError("conflict", "The retirement went on meanwhile.");
  const lifecycle = await followServer(tx, ctx, entering);
  await tellCampaign(tx, ctx, {
    campaign,
    topic: "retirement.phase",
    title: titleOf(entering),
    body: messageAt(campaign, state),
    to: [
      ...(await consumerPeople(tx, campaign.consumers)),
      ...(await campaignOwners(tx, campaign)),
    ],
  });
  return aboutServer(campaign, "retirement.advance", {
    before: { phase: campaign.state, lifecycle: campaign.server.lifecycle },
    after: { phase: state, lifecycle },
  });
}

const LISTED: readonly string[] = ["approved", "deprecated"];

/** The lifecycle and message of the server; one that is not offered any more stays as it is. */
async function followServer(tx: Tx, ctx: Context, { campaign, state }: Entering) {
  const { server } = campaign;
  if (!LISTED.includes(server.lifecycle)) return server.lifecycle;
  const lifecycle = state === "retired" ? "retired" : "deprecated";
  const { count } = await tx.server.updateMany({
    where: { id: server.id, lifecycle: server.lifecycle },
    data: {
      lifecycle,
      statusMessage: messageAt(campaign, state),
      ...(state === "retired" ? { inBrownout: false } : {}),
      updatedAt: ctx.now,
    },
  });
  if (count === 0) throw new AppError("conflict", "The server was changed meanwhile.");
  if (state === "deprecated")
    await tx.retirement.update({
      where: { id: campaign.id },
      data: {
        deprecatedServer: server.lifecycle === "approved",
        formerMessage: server.statusMessage,
      },
      select: { id: true },
    });
  return lifecycle;
}

function titleOf({ campaign, state }: Entering): string {
  const day = dayOf(campaign.retiresAt);
  if (state === "retired") return `${labelOf(campaign)} is retired`;
  return state === "brownout"
    ? `${labelOf(campaign)} is switched off for part of each day until it is retired on ${day}`
    : `${labelOf(campaign)} is deprecated and will be retired on ${day}`;
}
