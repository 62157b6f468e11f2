import type { Tone } from "#components/ui/badge.tsx";
import type { DriftKind } from "#lib/trust/core/drift.ts";

/** What a class of change is called, and why it matters to whoever lets agents use the tool. */
export const DRIFT_WORDS: Readonly<
  Record<DriftKind, { label: string; explanation: string; tone: Tone }>
> = {
  instruction_like: {
    label: "Speaks to the model",
    explanation: "Its text now tells the model what to do. That is how agents are misled.",
    tone: "danger",
  },
  read_to_write: {
    label: "No longer read-only",
    explanation: "It said that it only reads, and does not say so any longer.",
    tone: "danger",
  },
  widening: {
    label: "May do more",
    explanation: "It takes more than before, or reaches further.",
    tone: "warning",
  },
  new_tool: {
    label: "New tool",
    explanation: "Nobody has looked at it yet.",
    tone: "warning",
  },
  unseen: {
    label: "Seen by nobody",
    explanation: "No scan had seen any tools when the version was approved.",
    tone: "warning",
  },
  renamed: {
    label: "Renamed",
    explanation: "The same tool under another name: rules that name it do not meet it any more.",
    tone: "warning",
  },
  narrowing: {
    label: "May do less",
    explanation: "It takes less than before, or says that it is more harmless.",
    tone: "neutral",
  },
  cosmetic: {
    label: "Other words",
    explanation: "It is described differently and does the same.",
    tone: "neutral",
  },
  removed: { label: "Gone", explanation: "The server no longer offers it.", tone: "neutral" },
};
