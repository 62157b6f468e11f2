import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { mailChoice, type MailChoice } from "./core/mail-choice.ts";
import { TOPIC_NAMES, TOPICS, type Topic } from "./core/topics.ts";
import { ownId } from "./own-id.ts";

export type PreferenceView = {
  topic: Topic;
  label: string;
  mail: MailChoice;
  /** What holds for people who never chose. */
  usual: MailChoice;
};

/** How one is told of each topic. */
export const getPreferences = defineQuery({
  name: "getPreferences",
  permission: "notification.own",
  input: z.object({}),

  async run({ db }, ctx): Promise<PreferenceView[]> {
    const rows = await db.notificationPreference.findMany({
      where: { userId: ownId(ctx) },
      select: { topic: true, mail: true },
    });
    const chosen = new Map(rows.map(({ topic, mail }) => [topic, mail]));
    return TOPIC_NAMES.map((topic) => ({
      topic,
      label: TOPICS[topic].label,
      mail: mailChoice(topic, chosen.get(topic)),
      usual: TOPICS[topic].mail,
    }));
  },
});
