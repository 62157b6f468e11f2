import { AppError, fieldError } from "#lib/kernel/errors.ts";
import type { Context } from "#lib/kernel/context.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { aboutServer } from "./campaign-steps.ts";
import { speaksFor } from "./core/powers.ts";
import { dayOf } from "./core/status-message.ts";
import { ANSWER_WORDS } from "./core/words.ts";
import {
  consumerFact,
  consumerLabel,
  lockRetirement,
  requireEvent,
  type LockedRetirement,
} from "./lock-retirement.ts";
import { AnswerRetirementInput } from "./schemas.ts";
import { campaignOwners, labelOf, tellCampaign } from "./tell-campaign.ts";

/** Says for one's team, or for oneself, how far the move is. A later answer replaces the one before. */
export const answerRetirement = defineCommand({
  name: "answerRetirement",
  permission: "retirement.answer",
  input: AnswerRetirementInput,

  async run(tx, ctx, { name, consumerId, answer, note, until }) {
    const campaign = await lockRetirement(tx, ctx, { name });
    const consumer = consumerOf(campaign, consumerId);
    const answeredById = requireSpeaker(ctx, consumer);
    requireEvent(ctx, campaign, "answer");
    const extendUntil = answer === "needs_time" ? until : null;
    requireLater(campaign, extendUntil);
    if (isSaid(consumer, { answer, note, extendUntil }))
      return { result: { consumerId, answer, changed: false }, audit: [] };

    await tx.retirementConsumer.update({
      where: { id: consumer.id },
      data: {
        answer,
        note,
        answeredById,
        answeredAt: ctx.now,
        extendUntil,
        extensionAnswer: null,
        extensionNote: null,
      },
      select: { id: true },
    });
    const label = consumerLabel(consumer);
    await tellCampaign(tx, ctx, {
      campaign,
      topic: "retirement.answered",
      title: titleOf(campaign, label, { answer, extendUntil }),
      ...(note === null ? {} : { body: note }),
      to: await campaignOwners(tx, campaign),
    });
    return {
      result: { consumerId, answer, changed: true },
      audit: [
        aboutServer(campaign, "retirement.answer", {
          before: { consumer: consumerFact(consumer), answer: consumer.answer },
          after: {
            consumer: consumerFact(consumer),
            answer,
            until: extendUntil ? dayOf(extendUntil) : null,
          },
        }),
      ],
    };
  },
});

type Said = Pick<LockedRetirement["consumers"][number], "answer" | "note" | "extendUntil">;

const isSaid = (before: Said, now: Said): boolean =>
  before.answer === now.answer &&
  before.note === now.note &&
  before.extendUntil?.getTime() === now.extendUntil?.getTime();

function requireLater({ retiresAt }: LockedRetirement, until: Date | null): void {
  if (until === null || until > retiresAt) return;
  throw fieldError("until", `It runs until ${dayOf(retiresAt)} in any case: name a later day.`);
}

function titleOf(
  campaign: LockedRetirement,
  label: string,
  { answer, extendUntil }: Pick<Said, "answer" | "extendUntil">,
): string {
  const server = labelOf(campaign);
  return extendUntil === null
    ? `${label}, on the retirement of ${server}: ${ANSWER_WORDS[answer].label.toLowerCase()}`
    : `${label} asks to keep ${server} until ${dayOf(extendUntil)}`;
}

/** A step: one consumer of this campaign. */
export function consumerOf(campaign: LockedRetirement, id: string) {
  const consumer = campaign.consumers.find((row) => row.id === id);
  if (!consumer) throw new AppError("not_found", "There is no such consumer in this retirement.");
  return consumer;
}

function requireSpeaker(ctx: Context, consumer: LockedRetirement["consumers"][number]): string {
  if (ctx.actor.kind === "user" && speaksFor(consumer, ctx.actor)) return ctx.actor.id;
  const label = consumerLabel(consumer);
  throw new AppError(
    "forbidden",
    consumer.teamId === null
      ? `Only ${label} may answer this.`
      : `Only members of ${label} may answer for it.`,
  );
}
