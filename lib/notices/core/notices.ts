/** A maintenance window or an incident, and how near it is. */
export const NOTICE_KINDS = ["maintenance", "incident"] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export const NOTICE_WORDS: Readonly<Record<NoticeKind, { label: string; explanation: string }>> = {
  maintenance: {
    label: "Maintenance",
    explanation: "The server may not answer in this window.",
  },
  incident: { label: "Incident", explanation: "Something does not work as it should." },
};

export type NoticePhase = "planned" | "now" | "over";

type Times = { startsAt: Date; endsAt: Date | null; endedAt: Date | null };

/** `planned` until it starts; `over` once its end has passed or somebody ended it. */
export function noticePhase({ startsAt, endsAt, endedAt }: Times, now: Date): NoticePhase {
  if (endedAt !== null || (endsAt !== null && endsAt <= now)) return "over";
  return startsAt > now ? "planned" : "now";
}
