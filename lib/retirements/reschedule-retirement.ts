import { fieldError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { aboutServer, datesInWords, moveDates } from "./campaign-steps.ts";
import { rescheduleDates } from "./core/reschedule.ts";
import { dayOf } from "./core/status-message.ts";
import { datesOf, lockRetirement, requireEvent } from "./lock-retirement.ts";
import { RescheduleRetirementInput } from "./schemas.ts";
import { campaignOwners, consumerPeople, labelOf, tellCampaign } from "./tell-campaign.ts";

const FIELDS = {
  deprecatesAt: "deprecatesOn",
  brownoutAt: "brownoutOn",
  retiresAt: "retiresOn",
} as const;

/** Moves phases that have not begun to later days; everyone is told why. */
export const rescheduleRetirement = defineCommand({
  name: "rescheduleRetirement",
  permission: "server.own",
  input: RescheduleRetirementInput,

  async run(tx, ctx, { name, reason, deprecatesOn, brownoutOn, retiresOn }) {
    const campaign = await lockRetirement(tx, ctx, { name });
    requireEvent(ctx, campaign, "reschedule");
    const before = datesOf(campaign);
    const asked = {
      deprecatesAt: unlessShown(deprecatesOn, before.deprecatesAt),
      brownoutAt: unlessShown(brownoutOn, before.brownoutAt),
      retiresAt: unlessShown(retiresOn, before.retiresAt),
    };
    const moved = rescheduleDates(before, campaign.state, asked);
    if (!moved.ok) throw fieldError(FIELDS[moved.field], moved.reason);
    const { dates } = moved;
    if (JSON.stringify(dates) === JSON.stringify(before))
      return { result: { name, changed: false, ...dates }, audit: [] };

    await moveDates(tx, ctx, { campaign, dates });
    await tellCampaign(tx, ctx, {
      campaign: { ...campaign, ...dates },
      topic: "retirement.phase",
      title: `${labelOf(campaign)}: new dates, it will be retired on ${dayOf(dates.retiresAt)}`,
      body: reason,
      to: [
        ...(await consumerPeople(tx, campaign.consumers)),
        ...(await campaignOwners(tx, campaign)),
      ],
    });
    return {
      result: { name, changed: true, ...dates },
      audit: [
        aboutServer(campaign, "retirement.reschedule", {
          before: datesInWords(before),
          after: { reason, ...datesInWords(dates) },
        }),
      ],
    };
  },
});

/** A form sends the day it showed; a date within that day is no new one. */
function unlessShown(asked: Date | null, now: Date): Date | null {
  return asked !== null && dayOf(asked) === dayOf(now) ? null : asked;
}
