import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { consumerOf } from "./answer-retirement.ts";
import { aboutServer, datesInWords, moveDates } from "./campaign-steps.ts";
import { isOpenExtension } from "./core/blockers.ts";
import { extendDates } from "./core/reschedule.ts";
import { dayOf } from "./core/status-message.ts";
import { consumerFact, datesOf, lockRetirement, requireEvent } from "./lock-retirement.ts";
import { DecideExtensionInput } from "./schemas.ts";
import { consumerPeople, labelOf, tellCampaign } from "./tell-campaign.ts";

/** Answers a request for more time. Granted, it moves the end for everyone, and everyone is told. */
export const decideExtension = defineCommand({
  name: "decideExtension",
  permission: "server.own",
  input: DecideExtensionInput,

  async run(tx, ctx, { name, consumerId, decision, reason }) {
    const campaign = await lockRetirement(tx, ctx, { name });
    requireEvent(ctx, campaign, "decide_extension");
    const consumer = consumerOf(campaign, consumerId);
    const { extendUntil } = consumer;
    if (!isOpenExtension(consumer) || extendUntil === null)
      throw new AppError("conflict", "No request for more time waits for an answer here.");

    const before = datesOf(campaign);
    const accepted = decision === "accept";
    const dates = accepted ? extendDates(before, campaign.state, extendUntil) : before;
    await tx.retirementConsumer.update({
      where: { id: consumer.id },
      data: { extensionAnswer: accepted, extensionNote: reason },
      select: { id: true },
    });
    if (accepted) await moveDates(tx, ctx, { campaign, dates });
    const label = consumerFact(consumer);
    await tellCampaign(tx, ctx, {
      campaign: { ...campaign, ...dates },
      topic: "retirement.phase",
      title: accepted
        ? `${labelOf(campaign)} will be retired later, on ${dayOf(dates.retiresAt)}`
        : `${labelOf(campaign)}: no more time, it will be retired on ${dayOf(dates.retiresAt)}`,
      ...(reason === null ? {} : { body: reason }),
      to: await consumerPeople(tx, accepted ? campaign.consumers : [consumer]),
    });
    return {
      result: { consumerId, decision, retiresAt: dates.retiresAt },
      audit: [
        aboutServer(campaign, "retirement.extend", {
          before: { consumer: label, asked: dayOf(extendUntil), ...datesInWords(before) },
          after: { consumer: label, accepted, reason, ...datesInWords(dates) },
        }),
      ],
    };
  },
});
