import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { aboutServer } from "./campaign-steps.ts";
import { isOpenExtension } from "./core/blockers.ts";
import { decide } from "./core/machine.ts";
import { nextStep, type Step } from "./core/next-step.ts";
import { enterPhase } from "./enter-phase.ts";
import { addNewConsumers } from "./new-consumers.ts";
import { datesOf, lockRetirement, type LockedRetirement } from "./lock-retirement.ts";
import { remind } from "./remind-consumers.ts";
import { AdvanceRetirementInput } from "./schemas.ts";

/**
 * Takes the one next step that time asks of a campaign, with its record; `step` is null when there
 * is none. Whoever calls it again and again brings the campaign to where its dates say. For the worker.
 */
export const advanceRetirement = defineCommand({
  name: "advanceRetirement",
  permission: "identity.resolve",
  input: AdvanceRetirementInput,

  async run(tx, ctx, { id }): Promise<{ result: { step: string | null }; audit: AuditEntry[] }> {
    const campaign = await lockRetirement(tx, ctx, { id });
    if (!decide(campaign, "add_consumer", "clock").ok) return { result: { step: null }, audit: [] };
    const found = await addNewConsumers(tx, ctx, campaign);
    if (found.length > 0) return { result: { step: "add_consumer" }, audit: found };

    const step = nextStep(
      {
        dates: datesOf(campaign),
        state: campaign.state,
        announcedAt: campaign.announcedAt,
        remindedAt: campaign.remindedAt,
        held: campaign.consumers.some(isOpenExtension),
        inBrownout: campaign.server.inBrownout,
      },
      ctx.now,
    );
    if (step === null) return { result: { step: null }, audit: [] };
    return { result: { step: nameOf(step) }, audit: [await take(tx, ctx, { campaign, step })] };
  },
});

const nameOf = (step: Step): string =>
  step.kind === "enter" ? step.state : step.kind === "remind" ? "remind" : "switch";

type Due = { campaign: LockedRetirement; step: Step };

async function take(tx: Tx, ctx: Context, { campaign, step }: Due): Promise<AuditEntry> {
  switch (step.kind) {
    case "enter":
      return enterPhase(tx, ctx, { campaign, state: step.state });
    case "switch":
      return switchBrownout(tx, ctx, { campaign, on: step.brownout });
    case "remind":
      return remind(tx, ctx, { campaign, reminder: step.reminder });
  }
}

/** Clients miss the server from here on, or get it back: the database derives what the registry answers. */
async function switchBrownout(
  tx: Tx,
  ctx: Context,
  { campaign, on }: { campaign: LockedRetirement; on: boolean },
): Promise<AuditEntry> {
  const { count } = await tx.server.updateMany({
    where: { id: campaign.server.id, inBrownout: !on },
    data: { inBrownout: on, updatedAt: ctx.now },
  });
  if (count === 0) throw new AppError("conflict", "The brown-out was switched meanwhile.");
  return aboutServer(campaign, "retirement.advance", {
    before: { phase: campaign.state, brownout: on ? "off" : "on" },
    after: { phase: campaign.state, brownout: on ? "on" : "off" },
  });
}
