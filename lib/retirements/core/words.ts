/** The words of retirement campaigns, with the label and the one sentence that screens show for each. */
import type { Word } from "#lib/catalog/core/words.ts";

export const RETIREMENT_STATES = [
  "announced",
  "deprecated",
  "brownout",
  "retired",
  "cancelled",
] as const;
export type RetirementState = (typeof RETIREMENT_STATES)[number];

export const RUNNING_STATES = ["announced", "deprecated", "brownout"] as const;

export const ANSWERS = ["moved", "not_using", "needs_time"] as const;
/** What a consumer says; `none` until it has. */
export type ConsumerAnswer = "none" | (typeof ANSWERS)[number];

type Words<Key extends string> = Readonly<Record<Key, Word>>;

export const STATE_WORDS: Words<RetirementState> = {
  announced: { label: "Announced", explanation: "Everyone who uses it has been told." },
  deprecated: {
    label: "Deprecated",
    explanation: "It works as before; clients are told that it ends.",
  },
  brownout: {
    label: "Brown-out",
    explanation: "It is withheld from clients for part of each day, so that nobody is surprised.",
  },
  retired: {
    label: "Retired",
    explanation: "Clients no longer get it; its name stays reserved.",
  },
  cancelled: { label: "Cancelled", explanation: "The server stays." },
};

export const ANSWER_WORDS: Words<ConsumerAnswer> = {
  none: { label: "No answer yet", explanation: "Nobody of this team has answered." },
  moved: { label: "Moved", explanation: "They use something else now." },
  not_using: { label: "Not using it", explanation: "They do not use it." },
  needs_time: { label: "Needs time", explanation: "They ask for a later date." },
};
