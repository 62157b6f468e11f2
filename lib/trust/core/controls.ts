/**
 * The 44 controls of MTF v0.1 (https://mpaktrust.org, CC BY 4.0) and Gatehouse's own (XR-).
 * Titles and levels are MTF's, scope, group and weight are ours.
 */
import type { ArtifactKind, Group, Level } from "./words.ts";

/**
 * Who looks, and whether it counts for the level. A: the scan of an artifact. E: the registry, from
 * its own rows about the version. R: the registry about itself. C: the client that installs.
 * X: ours, shown beside MTF; `gates` says where one stands in for MTF's.
 */
export type Scope = "A" | "E" | "R" | "C" | "X";

type Row = {
  title: string;
  level: 1 | 2 | 3 | 4;
  scope: Scope;
  group: Group | null;
  /** 8 at L1, 5 at L2, 3 at L3, 2 at L4; 0 where it counts nowhere. XR-DH counts in its group alone. */
  weight: number;
  /** Kinds for which this control of ours counts like one of MTF's at its level. */
  gates?: readonly ArtifactKind[];
};

const TABLE = {
  "AI-01": { title: "Manifest Validation", level: 1, scope: "A", group: "provenance", weight: 8 },
  "AI-03": { title: "Bundle Signing", level: 3, scope: "A", group: "provenance", weight: 3 },
  "AI-04": { title: "Reproducible Builds", level: 4, scope: "A", group: "provenance", weight: 2 },
  "AI-05": { title: "Bundle Completeness", level: 2, scope: "A", group: "provenance", weight: 5 },
  "SC-01": { title: "SBOM Generation", level: 1, scope: "A", group: "dependencies", weight: 8 },
  "SC-02": {
    title: "Vulnerability Scanning",
    level: 2,
    scope: "A",
    group: "dependencies",
    weight: 5,
  },
  "SC-03": { title: "Dependency Pinning", level: 2, scope: "A", group: "dependencies", weight: 5 },
  "SC-04": { title: "Lockfile Integrity", level: 2, scope: "A", group: "dependencies", weight: 5 },
  "SC-05": { title: "Trusted Sources", level: 3, scope: "A", group: "dependencies", weight: 3 },
  "CQ-01": { title: "Secret Detection", level: 1, scope: "A", group: "scanning", weight: 8 },
  "CQ-02": { title: "Malware Patterns", level: 1, scope: "A", group: "scanning", weight: 8 },
  "CQ-03": { title: "Static Analysis", level: 2, scope: "A", group: "scanning", weight: 5 },
  "CQ-04": { title: "Input Validation", level: 3, scope: "A", group: "scanning", weight: 3 },
  "CQ-05": { title: "Safe Execution Patterns", level: 3, scope: "A", group: "scanning", weight: 3 },
  "CQ-06": { title: "Behavioral Analysis", level: 4, scope: "A", group: "scanning", weight: 2 },
  "CD-01": { title: "Tool Declaration", level: 1, scope: "A", group: "data", weight: 8 },
  "CD-02": { title: "Permission Correlation", level: 2, scope: "A", group: "data", weight: 5 },
  "CD-03": { title: "Description Safety", level: 2, scope: "A", group: "scanning", weight: 5 },
  "CD-04": {
    title: "Credential Scope Declaration",
    level: 3,
    scope: "A",
    group: "data",
    weight: 3,
  },
  "CD-05": { title: "Token Lifetime Limits", level: 3, scope: "A", group: "data", weight: 3 },
  "PR-01": { title: "Source Repository", level: 2, scope: "A", group: "provenance", weight: 5 },
  "PR-02": { title: "Author Identity", level: 2, scope: "A", group: "publisher", weight: 5 },
  "PR-03": { title: "Build Attestation", level: 3, scope: "A", group: "provenance", weight: 3 },
  "PR-04": { title: "Commit Linkage", level: 4, scope: "A", group: "provenance", weight: 2 },
  "PR-05": { title: "Repository Health", level: 3, scope: "A", group: "provenance", weight: 3 },
  "RG-01": { title: "Namespace Governance", level: 2, scope: "E", group: "publisher", weight: 5 },
  "RG-02": { title: "Name Pattern Review", level: 2, scope: "E", group: "publisher", weight: 5 },
  "RG-03": { title: "Index Integrity", level: 3, scope: "R", group: null, weight: 0 },
  "RG-04": { title: "Freshness Guarantees", level: 3, scope: "R", group: null, weight: 0 },
  "RG-05": { title: "Revocation Feed", level: 2, scope: "E", group: "scanning", weight: 5 },
  "RG-06": { title: "Transparency Log", level: 3, scope: "R", group: null, weight: 0 },
  "RG-07": { title: "Bundle Digest", level: 2, scope: "E", group: "provenance", weight: 5 },
  "PK-01": { title: "Identity Tiers", level: 2, scope: "E", group: "publisher", weight: 5 },
  "PK-02": { title: "Key Rotation", level: 3, scope: "R", group: null, weight: 0 },
  "PK-03": { title: "Compromise Recovery", level: 3, scope: "R", group: null, weight: 0 },
  "PK-04": { title: "Account Succession", level: 3, scope: "E", group: "publisher", weight: 3 },
  "IN-01": { title: "Pre-Installation Checks", level: 1, scope: "C", group: null, weight: 0 },
  "IN-02": { title: "Post-Download Verification", level: 2, scope: "C", group: null, weight: 0 },
  "IN-03": { title: "User Transparency", level: 1, scope: "C", group: null, weight: 0 },
  "IN-04": { title: "Rollback Capability", level: 2, scope: "C", group: null, weight: 0 },
  "UP-01": { title: "Update Notification", level: 2, scope: "R", group: null, weight: 0 },
  "UP-02": {
    title: "Breaking Change Policy",
    level: 2,
    scope: "E",
    group: "provenance",
    weight: 5,
  },
  "UP-03": { title: "Deprecation Process", level: 2, scope: "E", group: "publisher", weight: 5 },
  "UP-04": { title: "Version Monotonicity", level: 2, scope: "E", group: "provenance", weight: 5 },
  "XR-RM-01": {
    title: "HTTPS with a valid certificate",
    level: 1,
    scope: "X",
    group: null,
    weight: 8,
    gates: ["remote"],
  },
  "XR-RM-02": {
    title: "Authorization as declared",
    level: 2,
    scope: "X",
    group: null,
    weight: 5,
    gates: ["remote"],
  },
  "XR-RM-03": {
    title: "Namespace Domain Proven",
    level: 2,
    scope: "X",
    group: null,
    weight: 5,
    gates: ["remote"],
  },
  "XR-TD-01": {
    title: "Tool Definitions Pinned",
    level: 2,
    scope: "X",
    group: null,
    weight: 5,
    gates: ["remote"],
  },
  "XR-TD-02": { title: "Full Definition Scan", level: 2, scope: "X", group: null, weight: 0 },
  "XR-TF-01": { title: "Toxic Flow Labels", level: 2, scope: "X", group: null, weight: 0 },
  "XR-SH-01": { title: "Tool Name Shadowing", level: 2, scope: "X", group: null, weight: 0 },
  "XR-DH-01": { title: "Egress Hosts Listed", level: 2, scope: "X", group: "data", weight: 3 },
  "XR-DH-02": { title: "Data Classes Declared", level: 2, scope: "X", group: "data", weight: 3 },
  "XR-DH-03": { title: "Privacy Policy", level: 2, scope: "X", group: "data", weight: 3 },
  "XR-DH-04": {
    title: "Retention and Residency Declared",
    level: 2,
    scope: "X",
    group: "data",
    weight: 3,
  },
  "XR-DH-05": { title: "Telemetry Declared", level: 2, scope: "X", group: "data", weight: 3 },
  "XR-LI-01": { title: "Licence Known", level: 2, scope: "X", group: null, weight: 0 },
  "XR-MA-01": { title: "Maintained", level: 2, scope: "X", group: null, weight: 0 },
  "XR-AV-01": { title: "Answers the Protocol", level: 2, scope: "X", group: null, weight: 0 },
} as const satisfies Record<string, Row>;

export type ControlId = keyof typeof TABLE;
export type Control = Row & { id: ControlId };

export const CONTROLS: Readonly<Record<ControlId, Control>> = Object.fromEntries(
  Object.entries<Row>(TABLE).map(([id, row]) => [id, { id, ...row }]),
) as Record<ControlId, Control>;
export const CONTROL_IDS = Object.keys(TABLE) as ControlId[];
export const MTF_IDS = CONTROL_IDS.filter((id) => !id.startsWith("XR-"));

/**
 * What is judged: a version as the registry holds it, or an artifact alone (a scan from the command
 * line), of which the registry's own rows say nothing.
 */
export type Subject = "entry" | "artifact";

/** Controls that the level depends on: scope A, E for an entry, and our gates of the kind. */
export function levelControls(kind: ArtifactKind, subject: Subject): Control[] {
  return CONTROL_IDS.map((id) => CONTROLS[id]).filter(
    ({ scope, gates }) =>
      scope === "A" || (scope === "E" && subject === "entry") || (gates?.includes(kind) ?? false),
  );
}

/** What a kind can reach at most: nobody outside sees the code that a remote runs. */
export const MAX_LEVEL: Readonly<Record<ArtifactKind, Level>> = {
  npm: 4,
  pypi: 4,
  oci: 4,
  mcpb: 4,
  remote: 2,
};

const REMOTE_NOT: readonly ControlId[] = [
  "AI-03",
  "AI-04",
  "AI-05",
  "SC-01",
  "SC-02",
  "SC-03",
  "SC-04",
  "SC-05",
  "CQ-01",
  "CQ-02",
  "CQ-03",
  "CQ-04",
  "CQ-05",
  "CQ-06",
  "PR-03",
  "PR-04",
];
const PACKAGE_NOT: readonly ControlId[] = ["XR-RM-01", "XR-RM-02", "XR-RM-03", "XR-AV-01"];
/** Controls that mean nothing for a kind. Whether one means something for an artifact is its own rule's. */
const NOT_APPLICABLE: Readonly<Record<ArtifactKind, readonly ControlId[]>> = {
  npm: ["AI-05", ...PACKAGE_NOT],
  pypi: ["AI-05", ...PACKAGE_NOT],
  oci: ["AI-05", ...PACKAGE_NOT],
  mcpb: PACKAGE_NOT,
  remote: REMOTE_NOT,
};

export const isApplicable = (id: ControlId, kind: ArtifactKind): boolean =>
  !NOT_APPLICABLE[kind].includes(id);
