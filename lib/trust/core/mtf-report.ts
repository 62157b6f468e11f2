/**
 * One evaluation in the form of MTF v0.1's own report (`schemas/report.schema.json`,
 * https://mpaktrust.org, CC BY 4.0): its 25 controls about artifacts and nothing else. What the
 * schema has no word for stands in fields that it does not name.
 */
import { CONTROL_IDS, CONTROLS, isApplicable, type ControlId } from "./controls.ts";
import { evaluate, NO_PAST } from "./evaluate.ts";
import { riskOf, worstRisk, type ControlResult, type Finding } from "./result.ts";
import {
  LEVEL_NAMES,
  REASONS,
  type ArtifactKind,
  type Level,
  type Severity,
  type Status,
} from "./words.ts";

export type ReportInput = {
  artifact: { kind: ArtifactKind; name: string; version: string; sha256: string };
  ruleSet: string;
  /** RFC 3339, UTC. */
  startedAt: string;
  finishedAt: string;
  results: readonly ControlResult[];
  /** Null: none was kept. */
  components: number | null;
  /** The same for the same finding of two reports. */
  idOf: (control: ControlId, finding: Finding) => string;
};

type ReportStatus = "pass" | "fail" | "skip" | "error";
type ReportFinding = {
  id: string;
  control: ControlId;
  severity: Severity;
  title: string;
  description: string;
  file: string | null;
  line: number | null;
  remediation: string | null;
};
type ReportControl = { status: ReportStatus; findings: ReportFinding[]; error?: string };

export type MtfReport = {
  version: string;
  bundle: { name: string; version: string; hash: string };
  scan: { timestamp: string; scanner: string; scanner_version: string; duration_ms: number };
  compliance: {
    level: Level;
    level_name: string;
    controls_passed: number;
    controls_failed: number;
    controls_total: number;
  };
  risk_score: string;
  domains: Record<string, { controls: Record<string, ReportControl> }>;
  findings: ReportFinding[];
  sbom?: { format: "cyclonedx"; component_count: number };
  framework: string;
  adapted: boolean;
  rule_set: string;
};

const STATUS: Readonly<Record<Status, ReportStatus>> = {
  pass: "pass",
  warn: "pass",
  fail: "fail",
  waived: "fail",
  not_applicable: "skip",
  not_checkable: "error",
  error: "error",
};

const DOMAINS: Readonly<Record<string, string>> = {
  AI: "artifact_integrity",
  SC: "supply_chain",
  CQ: "code_quality",
  CD: "capability_declaration",
  PR: "provenance",
};

const ATTRIBUTION =
  "mpak Trust Framework (MTF) v0.1, https://mpaktrust.org, CC BY 4.0, changes made";

export function mtfReport(input: ReportInput): MtfReport {
  const { artifact, ruleSet, startedAt, finishedAt, components } = input;
  const uniqueId = counted(input.idOf);
  const controls = CONTROL_IDS.filter((id) => CONTROLS[id].scope === "A").map((id) => ({
    id,
    ...controlOf(id, { ...input, idOf: uniqueId }),
  }));
  const count = (status: ReportStatus) => controls.filter((one) => one.status === status).length;
  const level = levelOf(input);
  return {
    version: "0.1.0",
    bundle: { name: artifact.name, version: artifact.version, hash: artifact.sha256 },
    scan: {
      timestamp: finishedAt,
      scanner: "gatehouse",
      scanner_version: ruleSet,
      duration_ms: Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)),
    },
    compliance: {
      level,
      level_name: LEVEL_NAMES[level],
      controls_passed: count("pass"),
      controls_failed: count("fail"),
      controls_total: controls.length - count("skip"),
    },
    risk_score: worstRisk(ofScope(input).map(riskOf)).toUpperCase(),
    domains: byDomain(controls),
    findings: controls.flatMap(({ findings }) => findings),
    ...(components === null
      ? {}
      : { sbom: { format: "cyclonedx" as const, component_count: components } }),
    framework: ATTRIBUTION,
    adapted: artifact.kind !== "mcpb",
    rule_set: ruleSet,
  };
}

/** What says the same twice is two findings. */
function counted(idOf: ReportInput["idOf"]): ReportInput["idOf"] {
  const seen = new Map<string, number>();
  return (control, finding) => {
    const id = idOf(control, finding);
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return count === 1 ? id : `${id}-${count}`;
  };
}

const ofScope = ({ results }: ReportInput) =>
  results.filter(({ control }) => CONTROLS[control].scope === "A");

/** As a reader of the report would find it: what is proven now, and what is waived is a fail. */
function levelOf(input: ReportInput): Level {
  const results = ofScope(input).map((result) =>
    result.status === "waived"
      ? { ...result, status: "fail" as const, failsFromLevel: CONTROLS[result.control].level }
      : result,
  );
  const { kind } = input.artifact;
  const at = input.finishedAt;
  return evaluate({ kind, subject: "artifact", at, results, past: NO_PAST }).floor;
}

function controlOf(id: ControlId, { artifact, results, idOf }: ReportInput): ReportControl {
  const result = results.find(({ control }) => control === id);
  if (!isApplicable(id, artifact.kind)) return { status: "skip", findings: [] };
  if (result === undefined)
    return { status: "error", findings: [], error: "There is no result of this control." };
  const { status, reason, detail } = result;
  const findings = result.findings.map((finding) => ({
    id: idOf(id, finding),
    control: id,
    severity: finding.severity,
    title: finding.title,
    description: descriptionOf(finding, status),
    file: finding.file,
    line: finding.line !== null && finding.line >= 1 ? finding.line : null,
    remediation: finding.remediation === "" ? null : finding.remediation,
  }));
  const own = STATUS[status];
  if (own !== "error") return { status: own, findings };
  const why = detail === "" && reason !== null ? REASONS[reason] : detail;
  return { status: own, findings, error: why };
}

const ACTION: Readonly<Record<Finding["action"], string>> = {
  block: "It fails the control.",
  warn: "A warning: it does not fail the control.",
  info: "For information.",
};

const descriptionOf = ({ title, action }: Finding, status: Status): string =>
  `${title}. ${ACTION[action]}${status === "waived" ? " It is waived for a time by people of the registry." : ""}`;

function byDomain(controls: readonly (ReportControl & { id: ControlId })[]): MtfReport["domains"] {
  const domains: MtfReport["domains"] = {};
  for (const { id, ...control } of controls) {
    const name = DOMAINS[id.slice(0, 2)] ?? "other";
    const domain = (domains[name] ??= { controls: {} });
    domain.controls[id] = control;
  }
  return domains;
}
