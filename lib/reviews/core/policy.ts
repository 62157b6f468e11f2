/** What a review takes, tier by tier. Administrators change it under four eyes. */
import { CLASSIFICATION_LABELS, type DataClassification } from "#lib/catalog/core/words.ts";
import type { TierRule } from "#lib/requests/core/approvals.ts";
import { RISK_TIERS, type RiskTier } from "#lib/requests/core/words.ts";
import { compareTrustRules, type TrustRules } from "./trust-rules.ts";

export type TierPolicy = TierRule & {
  /** Hours from submission to a reviewer's first word, and to the decision. */
  responseHours: number;
  decisionHours: number;
  /** Days after which an approval has to be renewed. */
  validityDays: number;
  /** Keys of `CHECKLIST`. */
  checklist: readonly string[];
};

/** Ids of the teams that own the data, by classification; null: nobody was named. */
export type DataOwners = Readonly<Record<DataClassification, string | null>>;

export type PolicyRules = {
  tiers: Readonly<Record<RiskTier, TierPolicy>>;
  dataOwners: DataOwners;
  trust: TrustRules;
  fastTrack: {
    /** A pipeline's patch release with the same tools, packages and permissions needs no review. */
    patchReleases: boolean;
  };
};

export const CHECKLIST: Readonly<Record<string, { label: string; hint: string }>> = {
  publisher: {
    label: "The publisher is who they say",
    hint: "Name, repository and package belong together; the account is not new.",
  },
  source: {
    label: "The source can be read and matches the package",
    hint: "Repository, licence, recent maintenance.",
  },
  tools: {
    label: "Every tool was read",
    hint: "Descriptions carry no instructions to the model; names shadow no other server's.",
  },
  data: {
    label: "The classification fits what it touches",
    hint: "What it reads and writes, where that data goes, and who is told.",
  },
  permissions: {
    label: "It gets no more than it needs",
    hint: "Scopes, tokens, environment variables; read-only where that is enough.",
  },
  deployment: {
    label: "Where it runs fits the data",
    hint: "Deployment model, region, who operates it, how it is updated.",
  },
  recovery: {
    label: "We can switch it off",
    hint: "Who quarantines it at night, what breaks then, how secrets are changed.",
  },
};

/** Where people read and change it. */
export const POLICY_PATH = "/admin/review-policy";

export type PolicyChange = { tier: RiskTier | null; text: string; looser: boolean };

export const CLASSES = Object.keys(CLASSIFICATION_LABELS) as DataClassification[];

/** A new version against the published one, in words; `looser` asks for a second look. */
export function comparePolicies(
  before: PolicyRules,
  after: PolicyRules,
  teams: ReadonlyMap<string, { name: string }>,
): PolicyChange[] {
  const changes: PolicyChange[] = RISK_TIERS.flatMap((tier) =>
    tierChanges(tier, before.tiers[tier], after.tiers[tier]),
  );
  const named = (id: string | null) =>
    id === null ? "nobody" : (teams.get(id)?.name ?? "a team that is gone");
  for (const data of CLASSES) {
    const [was, is] = [before.dataOwners[data], after.dataOwners[data]];
    if (was === is) continue;
    const text = `owner of ${data} data: ${named(was)} → ${named(is)}`;
    // Another team, or an administrator in its place, may be easier to convince.
    changes.push({ tier: null, text, looser: was !== null });
  }
  changes.push(...compareTrustRules(before.trust, after.trust));
  const fast = after.fastTrack.patchReleases;
  if (before.fastTrack.patchReleases === fast) return changes;
  const text = fast
    ? "Patch releases from pipelines skip review."
    : "Patch releases from pipelines are reviewed.";
  return [...changes, { tier: null, text, looser: fast }];
}

function tierChanges(tier: RiskTier, before: TierPolicy, after: TierPolicy): PolicyChange[] {
  const changes: Change[] = [
    ...numberChanges(before, after),
    ...consentChanges(before, after),
    ...checklistChanges(before.checklist, after.checklist),
  ];
  return changes.map((change) => ({ tier, ...change }));
}

type Change = Omit<PolicyChange, "tier">;

const NUMBERS = [
  ["securityApprovals", "reviewers", "fewer"],
  ["responseHours", "hours to the first response", "more"],
  ["decisionHours", "hours to the decision", "more"],
  ["validityDays", "days an approval is valid", "more"],
] as const;

function numberChanges(before: TierPolicy, after: TierPolicy): Change[] {
  return NUMBERS.filter(([key]) => before[key] !== after[key]).map(([key, label, looserWhen]) => ({
    text: `${label}: ${before[key]} → ${after[key]}`,
    looser: looserWhen === "fewer" ? after[key] < before[key] : after[key] > before[key],
  }));
}

const CONSENTS = [
  ["ownerTeam", "consent of the owner team"],
  ["admin", "consent of an administrator"],
  ["dataOwner", "consent of the owner of the data"],
] as const;

function consentChanges(before: TierPolicy, after: TierPolicy): Change[] {
  return CONSENTS.filter(([key]) => before[key] !== after[key]).map(([key, label]) => ({
    text: `${label}: ${after[key] ? "now needed" : "no longer needed"}`,
    looser: !after[key],
  }));
}

function checklistChanges(before: readonly string[], after: readonly string[]): Change[] {
  const named = (key: string) => `“${CHECKLIST[key]?.label ?? key}”`;
  const only = (some: readonly string[], others: readonly string[]) =>
    some.filter((key) => !others.includes(key));
  return [
    ...only(before, after).map((key) => ({
      text: `checklist without ${named(key)}`,
      looser: true,
    })),
    ...only(after, before).map((key) => ({ text: `checklist with ${named(key)}`, looser: false })),
  ];
}
