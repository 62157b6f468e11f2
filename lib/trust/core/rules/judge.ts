import { CONTROL_IDS, isApplicable, type ControlId } from "../controls.ts";
import type { ArtifactFacts } from "../facts.ts";
import type { ControlResult } from "../result.ts";
import { permissionCorrelation } from "./capabilities.ts";
import * as quality from "./code-quality.ts";
import { credentialScopes, tokenLifetime } from "./credentials.ts";
import * as data from "./data-handling.ts";
import * as definitions from "./definitions.ts";
import * as integrity from "./integrity.ts";
import { definitionsPinned } from "./pinning.ts";
import * as provenance from "./provenance.ts";
import * as publisher from "./publisher.ts";
import * as registry from "./registry.ts";
import * as remote from "./remote.ts";
import { repositoryHealth } from "./repository-health.ts";
import * as supply from "./supply-chain.ts";
import { toolDeclaration } from "./tool-declaration.ts";
import * as updates from "./updates.ts";
import * as upkeep from "./upkeep.ts";
import { notApplicable, type Rule, type Verdict } from "./verdict.ts";
import { vulnerabilityScanning } from "./vulnerabilities.ts";

/** Scopes R and C: the registry's duties about itself, and the installing client's. */
type NotOfAnArtifact =
  "RG-03" | "RG-04" | "RG-06" | "PK-02" | "PK-03" | "UP-01" | "IN-01" | "IN-02" | "IN-03" | "IN-04";
export type JudgedId = Exclude<ControlId, NotOfAnArtifact>;

const RULES: Readonly<Record<JudgedId, Rule>> = {
  "AI-01": integrity.manifestValidation,
  "AI-03": integrity.bundleSigning,
  "AI-04": integrity.reproducibleBuilds,
  "AI-05": integrity.bundleCompleteness,
  "SC-01": supply.sbomGeneration,
  "SC-02": vulnerabilityScanning,
  "SC-03": supply.dependencyPinning,
  "SC-04": supply.lockfileIntegrity,
  "SC-05": supply.trustedSources,
  "CQ-01": quality.secretDetection,
  "CQ-02": quality.malwarePatterns,
  "CQ-03": quality.staticAnalysis,
  "CQ-04": quality.inputValidation,
  "CQ-05": quality.safeExecution,
  "CQ-06": quality.behavioralAnalysis,
  "CD-01": toolDeclaration,
  "CD-02": permissionCorrelation,
  "CD-03": definitions.descriptionSafety,
  "CD-04": credentialScopes,
  "CD-05": tokenLifetime,
  "PR-01": provenance.sourceRepository,
  "PR-02": publisher.authorIdentity,
  "PR-03": provenance.buildAttestation,
  "PR-04": provenance.commitLinkage,
  "PR-05": repositoryHealth,
  "RG-01": registry.namespaceGovernance,
  "RG-02": registry.namePatternReview,
  "RG-05": registry.revocationFeed,
  "RG-07": registry.bundleDigest,
  "PK-01": publisher.identityTiers,
  "PK-04": publisher.accountSuccession,
  "UP-02": updates.breakingChangePolicy,
  "UP-03": updates.deprecationProcess,
  "UP-04": updates.versionMonotonicity,
  "XR-RM-01": remote.securedTransport,
  "XR-RM-02": remote.authorizationAsDeclared,
  "XR-RM-03": remote.domainProven,
  "XR-TD-01": definitionsPinned,
  "XR-TD-02": definitions.fullDefinitionScan,
  "XR-TF-01": definitions.toxicFlowLabels,
  "XR-SH-01": definitions.nameShadowing,
  "XR-DH-01": data.egressHosts,
  "XR-DH-02": data.dataClasses,
  "XR-DH-03": data.privacyPolicy,
  "XR-DH-04": data.retentionDeclared,
  "XR-DH-05": data.telemetryDeclared,
  "XR-LI-01": upkeep.licenceKnown,
  "XR-MA-01": upkeep.maintained,
  "XR-AV-01": remote.answersProtocol,
};

const isJudged = (id: ControlId): id is JudgedId => Object.hasOwn(RULES, id);
/** In the order of the catalogue. */
export const JUDGED_IDS: readonly JudgedId[] = CONTROL_IDS.filter(isJudged);

/** One result for each control of scope A, E or X. `now` is RFC 3339, UTC. */
export function judge(facts: ArtifactFacts, now: string): ControlResult[] {
  return JUDGED_IDS.map((control) => judgeOne(control, facts, now));
}

/** One control's result, as `judge` gives it among all others. */
export function judgeOne(control: JudgedId, facts: ArtifactFacts, now: string): ControlResult {
  return { control, ...verdictOn(control, facts, now), checkedAt: now };
}

function verdictOn(control: JudgedId, facts: ArtifactFacts, now: string): Verdict {
  if (!isApplicable(control, facts.kind)) return notApplicable(NOT_OF_KIND[facts.kind]);
  try {
    return RULES[control](facts, { now });
  } catch (error) {
    // One rule that breaks must not hide what all others say; an error is never taken for a pass.
    const name = error instanceof Error ? error.name : "Error";
    return {
      ...notApplicable(`This check failed on Gatehouse's side (${name}).`),
      status: "error",
    };
  }
}

const NOT_OF_KIND: Readonly<Record<ArtifactFacts["kind"], string>> = {
  npm: "It does not apply to npm packages.",
  pypi: "It does not apply to Python packages.",
  oci: "It does not apply to container images.",
  mcpb: "It does not apply to bundles.",
  remote: "It does not apply to a server that somebody else runs.",
};
