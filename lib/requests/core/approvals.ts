/** What an approval takes, and how far the decisions of a revision have come. */
import type { Capacity, DecisionKind, RequestKind, RiskTier } from "./words.ts";

export type TierRule = {
  securityApprovals: number;
  ownerTeam: boolean;
  admin: boolean;
  dataOwner: boolean;
};

/** Distinct people in each capacity. */
export type Required = {
  security: number;
  ownerTeam: boolean;
  admin: boolean;
  dataOwner: boolean;
};

export type RequiredFacts = {
  kind: RequestKind;
  tier: RiskTier;
  rule: TierRule;
  /** The requester is in the team that owns, or will own, the server: asking is consenting. */
  requesterInOwnerTeam: boolean;
  requesterIsSecurity: boolean;
  hasOwnerTeam: boolean;
  /** The team that owns the data: nobody named one, it is the owner team, or it is another. */
  dataOwner: "unset" | "owner_team" | "other_team";
};

export function requiredFor(facts: RequiredFacts): Required {
  const { kind, rule, requesterInOwnerTeam, requesterIsSecurity, hasOwnerTeam } = facts;
  const data = dataConsent(facts);
  // One team owns both: a colleague of the requester releases the data, and that consents to the rest.
  const isCovered = data.dataOwner && facts.dataOwner === "owner_team";
  const consent = hasOwnerTeam && !requesterInOwnerTeam && !isCovered;
  if (kind === "lift_quarantine")
    // Two people of security in all, and who asks is one of them.
    return { security: requesterIsSecurity ? 1 : 2, ownerTeam: false, ...data };
  // A team cannot be made to own what it did not accept.
  if (kind === "transfer_ownership")
    return { security: Math.max(1, rule.securityApprovals), ownerTeam: consent, ...data };
  return { security: rule.securityApprovals, ownerTeam: rule.ownerTeam && consent, ...data };
}

/** Where nobody was named as the owner of the data, an administrator answers instead: never nobody. */
function dataConsent({ rule, dataOwner }: RequiredFacts): { dataOwner: boolean; admin: boolean } {
  const isUnset = dataOwner === "unset";
  return {
    dataOwner: rule.dataOwner && !isUnset,
    admin: rule.admin || (rule.dataOwner && isUnset),
  };
}

/** How many people have to agree. */
export function requiredCount({ security, ownerTeam, admin, dataOwner }: Required): number {
  return security + [ownerTeam, admin, dataOwner].filter(Boolean).length;
}

/** What a row of a request says that it takes. */
export type RequiredColumns = {
  requiredSecurity: number;
  requiresOwnerTeam: boolean;
  requiresAdmin: boolean;
  dataOwnerTeamId: string | null;
};

export const requiredOf = (row: RequiredColumns): Required => ({
  security: row.requiredSecurity,
  ownerTeam: row.requiresOwnerTeam,
  admin: row.requiresAdmin,
  dataOwner: row.dataOwnerTeamId !== null,
});

export type Vote = { reviewerId: string; capacity: Capacity; decision: DecisionKind };

export type Progress = {
  complete: boolean;
  security: { have: number; need: number };
  ownerTeam: { have: number; need: number };
  admin: { have: number; need: number };
  dataOwner: { have: number; need: number };
};

/** Votes of one revision; the same person counts once. */
export function progressOf(required: Required, votes: readonly Vote[]): Progress {
  const have = (capacity: Capacity) =>
    new Set(
      votes
        .filter((vote) => vote.capacity === capacity && vote.decision === "approve")
        .map((vote) => vote.reviewerId),
    ).size;
  const security = { have: have("security"), need: required.security };
  const ownerTeam = { have: have("owner_team"), need: required.ownerTeam ? 1 : 0 };
  const admin = { have: have("admin"), need: required.admin ? 1 : 0 };
  const dataOwner = { have: have("data_owner"), need: required.dataOwner ? 1 : 0 };
  const complete =
    [security, ownerTeam, admin, dataOwner].every((part) => part.have >= part.need) &&
    votes.every((vote) => vote.decision === "approve");
  return { complete, security, ownerTeam, admin, dataOwner };
}

/** The part of the progress that a capacity counts in. */
export const partOf = (progress: Progress, capacity: Capacity): { have: number; need: number } =>
  progress[PARTS[capacity]];

const PARTS = {
  security: "security",
  owner_team: "ownerTeam",
  admin: "admin",
  data_owner: "dataOwner",
} as const satisfies Record<Capacity, keyof Progress>;

export type Conditions = {
  /** Null: all. */
  allowedTools: readonly string[] | null;
  allowedEnvironments: readonly string[] | null;
  expiresAt: string | null;
  note: string | null;
};

/** All conditions hold together: what one reviewer does not allow is not allowed. */
export function mergeConditions(all: readonly Conditions[]): Conditions {
  return {
    allowedTools: intersection(all.map((one) => one.allowedTools)),
    allowedEnvironments: intersection(all.map((one) => one.allowedEnvironments)),
    expiresAt:
      all
        .map((one) => one.expiresAt)
        .filter((at) => at !== null)
        .sort()[0] ?? null,
    note: all.flatMap((one) => (one.note ? [one.note] : [])).join(" ") || null,
  };
}

function intersection(lists: readonly (readonly string[] | null)[]): string[] | null {
  const given = lists.filter((list) => list !== null);
  const [first, ...rest] = given;
  if (!first) return null;
  return first.filter((item) => rest.every((list) => list.includes(item)));
}
