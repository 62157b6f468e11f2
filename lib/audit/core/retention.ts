import type { RecordKind } from "./record.ts";

/** What has a retention of its own; `payload`: what is personal, whatever the record. */
export const KEPT_KINDS = ["command", "event", "call", "heartbeat", "payload"] as const;
export type KeptKind = (typeof KEPT_KINDS)[number];
/** Bodies that are removed by age; `epoch` records never are, because chains are read from them. */
export const PRUNED_KINDS = [
  "command",
  "event",
  "call",
  "heartbeat",
] as const satisfies RecordKind[];
export type PrunedKind = (typeof PRUNED_KINDS)[number];

/** In days. The database holds the same (AuditRetention_least). */
export const LEAST_DAYS: Record<KeptKind, number> = {
  command: 365,
  event: 90,
  call: 30,
  heartbeat: 30,
  payload: 30,
};
export const MOST_DAYS = 36_500;

export const KEPT_WORDS: Record<KeptKind, { label: string; explanation: string }> = {
  command: {
    label: "Changes",
    explanation: "Everything that somebody changed: requests, decisions, roles, settings.",
  },
  event: {
    label: "Events",
    explanation: "What changed nothing: refusals, exports, reads that are recorded.",
  },
  call: { label: "Calls", explanation: "Calls of tools, as the gateway records them." },
  heartbeat: {
    label: "Heartbeats",
    explanation: "What shows every 15 seconds that a process could write.",
  },
  payload: {
    label: "Personal details",
    explanation:
      "Names, addresses and words about people, sealed beside the records. Their records stay.",
  },
};
