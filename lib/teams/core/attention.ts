import {
  CLASSIFICATION_LABELS,
  DEPLOYMENT_MODEL_LABELS,
  type DataClassification,
  type DeploymentModel,
  type ServerLifecycle,
} from "#lib/catalog/core/words.ts";
import { maintenanceSignals } from "#lib/catalog/core/staleness.ts";

export type AttentionFacts = {
  lifecycle: ServerLifecycle;
  quarantineNote: string | null;
  classification: DataClassification | null;
  hasDeputy: boolean;
  hasSupport: boolean;
  lastReleaseAt: Date | null;
  versionCount: number;
  /** Models of running or planned deployments that the rules do not admit. */
  violatedBy: readonly DeploymentModel[];
  candidateVersions: number;
};

export type Attention = {
  kind:
    | "quarantined"
    | "rule_violation"
    | "no_classification"
    | "no_deputy"
    | "candidate_versions"
    | "no_support"
    | "stale";
  label: string;
  /** What to do about it. */
  advice: string;
};

/** What an owner should look at, the most pressing first. Servers out of use need nothing. */
export function attentionOf(facts: AttentionFacts, now: Date): Attention[] {
  if (facts.lifecycle === "retired" || facts.lifecycle === "rejected") return [];
  const found: (Attention | null)[] = [
    quarantine(facts),
    violation(facts),
    facts.classification === null
      ? {
          kind: "no_classification",
          label: "Not classified",
          advice: "Ask a security reviewer to say which data it touches.",
        }
      : null,
    facts.hasDeputy
      ? null
      : {
          kind: "no_deputy",
          label: "No deputy",
          advice: "Name somebody who answers when the owner is away.",
        },
    candidates(facts),
    facts.hasSupport
      ? null
      : {
          kind: "no_support",
          label: "No support contact",
          advice: "Say where its users can ask for help.",
        },
    staleness(facts, now),
  ];
  return found.filter((item) => item !== null);
}

function quarantine({ quarantineNote }: AttentionFacts): Attention | null {
  if (quarantineNote === null) return null;
  return { kind: "quarantined", label: "Quarantined", advice: quarantineNote };
}

function violation({ violatedBy, classification }: AttentionFacts): Attention | null {
  if (violatedBy.length === 0 || classification === null) return null;
  const models = [...new Set(violatedBy)].map((model) =>
    DEPLOYMENT_MODEL_LABELS[model].label.toLowerCase(),
  );
  const data = CLASSIFICATION_LABELS[classification].label.toLowerCase();
  return {
    kind: "rule_violation",
    label: "Breaks a deployment rule",
    advice: `The rules do not admit ${models.join(" or ")} for ${data} data: end or move that deployment.`,
  };
}

function candidates({ candidateVersions: count, lifecycle }: AttentionFacts): Attention | null {
  // While the server itself waits for its review, its versions wait with it.
  if (count === 0 || lifecycle === "candidate" || lifecycle === "in_review") return null;
  return {
    kind: "candidate_versions",
    label: count === 1 ? "1 version waits" : `${count} versions wait`,
    advice: "Newer than what clients get, and not approved yet.",
  };
}

function staleness(facts: AttentionFacts, now: Date): Attention | null {
  const signals = maintenanceSignals({ ...facts, now });
  if (signals.level !== "stale") return null;
  return { kind: "stale", label: "Stale", advice: `${signals.words}: is it still maintained?` };
}
