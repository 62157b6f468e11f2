/** The words of requests and reviews, with the label and the one sentence that screens show for each. */
import type { Word } from "#lib/catalog/core/words.ts";

export const REQUEST_KINDS = [
  "list_server",
  "add_version",
  "change_server",
  "transfer_ownership",
  "deprecate",
  "retire",
  "lift_quarantine",
  "exception",
  "trust_waiver",
] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

export const REQUEST_STATES = [
  "draft",
  "submitted",
  "in_review",
  "changes_requested",
  "approved",
  "rejected",
  "withdrawn",
  "expired",
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

export const RISK_TIERS = ["low", "medium", "high", "critical"] as const;
export type RiskTier = (typeof RISK_TIERS)[number];

export const CAPACITIES = ["security", "owner_team", "admin", "data_owner"] as const;
/** In which capacity somebody decides. */
export type Capacity = (typeof CAPACITIES)[number];

export const DECISIONS = ["approve", "reject", "request_changes"] as const;
export type DecisionKind = (typeof DECISIONS)[number];

export const URGENCIES = ["low", "normal", "high", "emergency"] as const;
export type Urgency = (typeof URGENCIES)[number];

type Words<Key extends string> = Readonly<Record<Key, Word>>;

export const KIND_WORDS: Words<RequestKind> = {
  list_server: {
    label: "List a server",
    explanation: "Bring a server into the catalog, or promote one that a mirror brought.",
  },
  add_version: {
    label: "Add a version",
    explanation: "Offer a newer version of a server that is listed.",
  },
  change_server: {
    label: "Change a server",
    explanation: "Change its deployment, data classification or endpoint, or renew its approval.",
  },
  transfer_ownership: {
    label: "Transfer ownership",
    explanation: "Another team looks after the server from then on; that team has to accept.",
  },
  deprecate: {
    label: "Deprecate a server",
    explanation: "Keep it working, and warn everyone who chooses it.",
  },
  retire: {
    label: "Retire a server",
    explanation: "Take it out of service step by step, with dates that its users are told.",
  },
  lift_quarantine: {
    label: "Lift a quarantine",
    explanation: "Offer a quarantined server again, after two people looked at the cause.",
  },
  exception: {
    label: "Ask for an exception",
    explanation: "Set one named rule aside for one server, for a limited time.",
  },
  trust_waiver: {
    label: "Ask for a waiver",
    explanation:
      "Accept what one trust control found in one version, for a limited time and with a reason.",
  },
};

export const STATE_WORDS: Words<RequestState> = {
  draft: { label: "Draft", explanation: "Only its author sees it; nobody reviews it yet." },
  submitted: { label: "Submitted", explanation: "Waiting for a reviewer to take it." },
  in_review: { label: "In review", explanation: "Reviewers are looking at it." },
  changes_requested: {
    label: "Changes requested",
    explanation: "Waiting for its author; the review's clocks stand still meanwhile.",
  },
  approved: { label: "Approved", explanation: "Decided and carried out." },
  rejected: { label: "Rejected", explanation: "Decided against; the reason is on record." },
  withdrawn: { label: "Withdrawn", explanation: "Taken back by its author." },
  expired: { label: "Expired", explanation: "Nobody took it up again in time." },
};

export const TIER_WORDS: Words<RiskTier> = {
  low: { label: "Low risk", explanation: "One reviewer decides." },
  medium: { label: "Medium risk", explanation: "One reviewer and the owner team decide." },
  high: { label: "High risk", explanation: "Two reviewers decide, freshly signed in." },
  critical: {
    label: "Critical risk",
    explanation: "Two reviewers and an administrator decide, freshly signed in.",
  },
};

export const CAPACITY_WORDS: Words<Capacity> = {
  security: { label: "Security", explanation: "Decides as a reviewer." },
  owner_team: { label: "Owner team", explanation: "Consents for the team that owns the server." },
  admin: { label: "Administrator", explanation: "Consents for the administration." },
  data_owner: { label: "Data owner", explanation: "Consents for the team that owns the data." },
};

export const DECISION_WORDS: Words<DecisionKind> = {
  approve: { label: "Approved", explanation: "In favour of this revision." },
  reject: { label: "Rejected", explanation: "Against it; the request ends." },
  request_changes: { label: "Requested changes", explanation: "Back to its author." },
};

export const URGENCY_WORDS: Words<Urgency> = {
  low: { label: "Low", explanation: "Whenever there is time." },
  normal: { label: "Normal", explanation: "Within the usual times." },
  high: { label: "High", explanation: "Work waits for it." },
  emergency: { label: "Emergency", explanation: "Something is broken until it is decided." },
};

/** Nothing happens to a request any more. */
export function isEnded(state: RequestState): boolean {
  return (["approved", "rejected", "withdrawn", "expired"] as RequestState[]).includes(state);
}

export function higherTier(one: RiskTier, other: RiskTier): RiskTier {
  return RISK_TIERS.indexOf(one) >= RISK_TIERS.indexOf(other) ? one : other;
}

export const isBelow = (one: RiskTier, other: RiskTier) =>
  RISK_TIERS.indexOf(one) < RISK_TIERS.indexOf(other);

/** "R-12", as people write it. */
export const requestNumber = (number: number) => `R-${number}`;
