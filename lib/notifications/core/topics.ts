/** What people are told about; each topic can be muted or gathered into the daily digest. */
export const TOPICS = {
  "request.submitted": { label: "Requests to review", mail: "digest" },
  "request.drafted": { label: "A pipeline's request for you to complete", mail: "instant" },
  "request.assigned": { label: "A request is assigned to you", mail: "instant" },
  "request.changes_requested": { label: "A reviewer asks you for changes", mail: "instant" },
  "request.decided": { label: "Decisions on your requests", mail: "instant" },
  "request.revised": { label: "A request you review was changed", mail: "instant" },
  "request.commented": { label: "Comments on requests you follow", mail: "digest" },
  "request.mentioned": { label: "Somebody mentions you", mail: "instant" },
  "request.overdue": { label: "Reviews past their due date", mail: "instant" },
  "request.expiring": { label: "Requests about to expire", mail: "digest" },
  "server.quarantined": { label: "A server is quarantined", mail: "instant" },
  "server.released": { label: "A server may be used again", mail: "instant" },
  "server.lapsed": { label: "The approval of a server you use has run out", mail: "instant" },
  "server.notice": { label: "Maintenance and incidents", mail: "instant" },
  "server.upstream": { label: "New upstream versions", mail: "digest" },
  "trust.dropped": { label: "The trust level of a server fell", mail: "instant" },
  "ownership.attest": { label: "Attestations that are due", mail: "instant" },
  "ownership.orphaned": { label: "Nobody answers for a server", mail: "instant" },
  "approval.expiring": { label: "Approvals to renew", mail: "instant" },
  "retirement.announced": { label: "Retirements of servers you use", mail: "instant" },
  "retirement.phase": { label: "Retirements entering the next phase", mail: "instant" },
  "retirement.answered": { label: "Answers to your retirements", mail: "digest" },
  "log.alarm": { label: "The log is not as it should be", mail: "instant" },
  "log.change": { label: "Changes of the log waiting for a second person", mail: "instant" },
  "policy.draft": { label: "Review policies waiting for a second person", mail: "instant" },
} as const satisfies Record<string, { label: string; mail: "instant" | "digest" }>;

export type Topic = keyof typeof TOPICS;
export const TOPIC_NAMES = Object.keys(TOPICS) as Topic[];
