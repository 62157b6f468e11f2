import { TOPICS, type Topic } from "./topics.ts";

/** How somebody hears of a topic by mail; the inbox has everything. */
export const MAIL_CHOICES = ["instant", "digest", "off"] as const;
export type MailChoice = (typeof MAIL_CHOICES)[number];

export const MAIL_CHOICE_LABELS: Record<MailChoice, string> = {
  instant: "At once",
  digest: "Daily digest",
  off: "No mail",
};

const isTopic = (topic: string): topic is Topic => Object.hasOwn(TOPICS, topic);

/** The topic in words; a topic of an older release as it is written. */
export const topicLabel = (topic: string): string => (isTopic(topic) ? TOPICS[topic].label : topic);

/** What somebody chose, or else what the topic begins with. */
export function mailChoice(topic: string, chosen: string | undefined): MailChoice {
  const choice = MAIL_CHOICES.find((each) => each === chosen);
  return choice ?? (isTopic(topic) ? TOPICS[topic].mail : "digest");
}
