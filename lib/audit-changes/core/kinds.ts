import type { Role } from "#lib/kernel/actor.ts";

/** What about the log takes two people to change. */
export const CHANGE_KINDS = [
  "retention.set",
  "retention.clear",
  "hold.set",
  "hold.lift",
  "subject.erase",
  "sink.create",
  "sink.change",
  "sink.remove",
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/**
 * Whose consent a kind takes beside the administrator who proposes it. What the log keeps is the
 * auditor's business; where it goes, that of those who run and watch the product.
 */
const DECIDERS: Record<"log" | "sink", readonly Role[]> = {
  log: ["auditor"],
  sink: ["admin", "security"],
};

export const deciderRoles = (kind: ChangeKind): readonly Role[] =>
  DECIDERS[kind.startsWith("sink.") ? "sink" : "log"];

export const KIND_WORDS: Record<ChangeKind, { title: string; does: string }> = {
  "retention.set": {
    title: "Keep records for a time",
    does: "Records of this kind that are older are removed every night. Their hashes stay, so the log still proves what was there.",
  },
  "retention.clear": {
    title: "Keep records for ever",
    does: "Nothing of this kind is removed from now on. What was removed does not come back.",
  },
  "hold.set": {
    title: "Set a legal hold",
    does: "Nothing that it covers is removed or erased until it is lifted.",
  },
  "hold.lift": {
    title: "Lift a legal hold",
    does: "What it covered may be removed by age again, tonight, and erased.",
  },
  "subject.erase": {
    title: "Erase a person from the log",
    does: "The key of this person and everything sealed with it are destroyed, for good.",
  },
  "sink.create": {
    title: "Send the log to a new place",
    does: "Every record that its filter lets through is sent there.",
  },
  "sink.change": {
    title: "Change where the log is sent",
    does: "Records go there as described from now on.",
  },
  "sink.remove": {
    title: "Stop sending the log somewhere",
    does: "What waits to be sent there is dropped. The log itself keeps it.",
  },
};
