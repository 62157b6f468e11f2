/**
 * The words of the mpak Trust Framework (MTF) v0.1, https://mpaktrust.org, CC BY 4.0, changes made:
 * Gatehouse adds applicability by kind of artifact, "not checkable", a score and the XR controls.
 */

import { REGISTRY_CAN_BE_MET } from "./registry-scope.ts";

/** MTF version / version of our rules: patch = pattern, minor = finding or threshold, major = what a level means. */
export const RULE_SET = "mtf-0.1/reg-1.0.0";

export type Level = 0 | 1 | 2 | 3 | 4;
/** MTF §1.4. */
export const LEVEL_NAMES = ["None", "Basic", "Standard", "Verified", "Attested"] as const;

/** What is scanned: a package of a kind, or a server that somebody else runs. */
export const ARTIFACT_KINDS = ["npm", "pypi", "oci", "mcpb", "remote"] as const;
export type ArtifactKind = (typeof ARTIFACT_KINDS)[number];
/** Kinds that there are collectors for; of others nothing is known yet. */
export const SCANNED_KINDS: ReadonlySet<ArtifactKind> = new Set([
  "npm",
  "pypi",
  "oci",
  "mcpb",
  "remote",
]);

export const STATUSES = [
  "pass",
  "warn",
  "fail",
  "not_applicable",
  "not_checkable",
  "error",
  "waived",
] as const;
export type Status = (typeof STATUSES)[number];

/** Why a control could not be checked. "No" is never among them: a definite no is a fail. */
export const REASONS = {
  unreachable: "The source did not answer.",
  timeout: "The source did not answer in time.",
  dns: "The source's name could not be resolved.",
  tls: "No trusted connection to the source could be made.",
  auth_required: "The source wants credentials that Gatehouse does not have.",
  rate_limited: "The source asked to come back later.",
  registry_5xx: "The source failed on its side.",
  blocked_by_policy: "The address is one that Gatehouse never fetches.",
  too_large: "It is larger than the scanner's limits.",
  opaque_artifact: "It holds no source code that could be read.",
  unsupported_language: "Its code is in a language that the scanner cannot read.",
  tool_missing: "The tool for this check is not installed.",
  feed_stale: "The feed for this check is missing or older than 72 hours.",
  scorecard_unavailable: "OpenSSF Scorecard has no result for the repository.",
  not_declared: "Nobody has said it: neither the artifact nor its server.json.",
  not_captured: "The tools were not captured from a running server.",
  expired: "It was checked too long ago to still count.",
  not_implemented: "This version of Gatehouse does not check it.",
} as const;
export type Reason = keyof typeof REASONS;

export const SEVERITIES = ["info", "low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const RISKS = ["none", "low", "medium", "high", "critical"] as const;
export type Risk = (typeof RISKS)[number];

export const GROUPS = {
  publisher: "Publisher",
  provenance: "Provenance",
  dependencies: "Dependencies",
  scanning: "Security scanning",
  data: "Data handling",
} as const;
export type Group = keyof typeof GROUPS;

/**
 * The label that people read. Only bundles (MCPB) are what MTF is about; other kinds are adapted. L3
 * and L4 also ask something of the registry itself: `artifact scope` says that this is left out.
 */
export function levelLabel(level: Level, kind: ArtifactKind): string {
  const scope = level >= 3 && !REGISTRY_CAN_BE_MET ? " (artifact scope)" : "";
  return `${kind === "mcpb" ? "MTF" : "MTF-adapted"} L${level} ${LEVEL_NAMES[level]}${scope}`;
}

export const higherRisk = (one: Risk, other: Risk): Risk =>
  RISKS.indexOf(one) >= RISKS.indexOf(other) ? one : other;
