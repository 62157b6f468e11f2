import type { ConsumerAnswer } from "./words.ts";

export type ConsumerFacts = {
  label: string;
  answer: ConsumerAnswer;
  answeredAt: Date | null;
  extendUntil: Date | null;
  /** Null: nobody has answered the request for more time. */
  extensionAnswer: boolean | null;
  /** Last time one of them connected. */
  lastUseAt: Date | null;
};

export type Blocker = {
  kind: "extension" | "deployment" | "still_connecting";
  text: string;
  /** The server is not retired while this is so; others are only worth knowing. */
  holds: boolean;
};

/** A request for more time that nobody has answered. */
export const isOpenExtension = (
  consumer: Pick<ConsumerFacts, "answer" | "extendUntil" | "extensionAnswer">,
): boolean =>
  consumer.answer === "needs_time" &&
  consumer.extendUntil !== null &&
  consumer.extensionAnswer === null;

/** Says that it has moved, and has connected since. */
export const isStillConnecting = ({ answer, answeredAt, lastUseAt }: ConsumerFacts): boolean =>
  (answer === "moved" || answer === "not_using") &&
  answeredAt !== null &&
  lastUseAt !== null &&
  lastUseAt > answeredAt;

/**
 * What stands in the way of the end. Only an open question holds it: a consumer that asked for time
 * gets an answer first. One that says nothing does not.
 */
export function blockersOf(
  consumers: readonly ConsumerFacts[],
  deployments: readonly { environment: string; provider: string }[],
): Blocker[] {
  return [
    ...consumers.filter(isOpenExtension).map(({ label, extendUntil }) => ({
      kind: "extension" as const,
      text: `${label} asks for time until ${extendUntil?.toISOString().slice(0, 10) ?? ""}, and has no answer yet.`,
      holds: true,
    })),
    ...deployments.map(({ environment, provider }) => ({
      kind: "deployment" as const,
      text: `It still runs in ${environment}, on ${provider}.`,
      holds: false,
    })),
    ...consumers.filter(isStillConnecting).map(({ label }) => ({
      kind: "still_connecting" as const,
      text: `${label} has connected since it answered.`,
      holds: false,
    })),
  ];
}
