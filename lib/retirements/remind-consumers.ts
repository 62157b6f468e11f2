import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { aboutServer } from "./campaign-steps.ts";
import { isOpenExtension } from "./core/blockers.ts";
import type { Reminder } from "./core/reminders.ts";
import { dayOf } from "./core/status-message.ts";
import { STATE_WORDS } from "./core/words.ts";
import { consumerLabel, type LockedRetirement } from "./lock-retirement.ts";
import { campaignOwners, consumerPeople, labelOf, tellCampaign } from "./tell-campaign.ts";

type Due = { campaign: LockedRetirement; reminder: Reminder };

/** A step: asks again who has not answered, or tells the owner what keeps the server from being retired. */
export async function remind(tx: Tx, ctx: Context, due: Due): Promise<AuditEntry> {
  const { campaign, reminder } = due;
  const { count } = await tx.retirement.updateMany({
    where: { id: campaign.id, remindedAt: campaign.remindedAt },
    data: { remindedAt: ctx.now },
  });
  if (count === 0) throw new AppError("conflict", "Somebody was reminded meanwhile.");
  const told = await tell(tx, ctx, due);
  return aboutServer(campaign, "retirement.remind", {
    before: { reminded: campaign.remindedAt?.toISOString() ?? null },
    after: { reminded: ctx.now.toISOString(), about: reminder.kind, people: told },
  });
}

async function tell(tx: Tx, ctx: Context, { campaign, reminder }: Due): Promise<number> {
  if (reminder.kind === "held") {
    const waiting = campaign.consumers.filter(isOpenExtension).map(consumerLabel);
    const to = await campaignOwners(tx, campaign);
    await tellCampaign(tx, ctx, {
      campaign,
      topic: "retirement.phase",
      title: `${labelOf(campaign)} is not retired yet: a request for more time waits for you`,
      body: `${waiting.join(", ")} asked for more time. Accept it or refuse it; until then the server stays in its brown-out.`,
      to,
    });
    return to.length;
  }
  const to = await consumerPeople(
    tx,
    campaign.consumers.filter(({ answer }) => answer === "none"),
  );
  const phase = STATE_WORDS[reminder.next].label.toLowerCase();
  const days = reminder.days === 1 ? "1 day" : `${reminder.days} days`;
  await tellCampaign(tx, ctx, {
    campaign,
    topic: "retirement.phase",
    title: `${labelOf(campaign)}: your answer is expected (${phase} in ${days})`,
    body: `It will be retired on ${dayOf(campaign.retiresAt)}. Say whether you have moved, do not use it, or need more time.`,
    to,
  });
  return to.length;
}
