import type { ControlId } from "./controls.ts";
import { RISKS, higherRisk, type Reason, type Risk, type Severity, type Status } from "./words.ts";

/** One thing that a control found. */
export type Finding = {
  /** Stable name of the rule, such as `SC-02/kev`. */
  code: string;
  severity: Severity;
  /** MTF's action: `block` fails the control, `warn` does not. */
  action: "block" | "warn" | "info";
  title: string;
  /** Where in the artifact; null: it is about the whole. */
  file: string | null;
  line: number | null;
  remediation: string;
};

export type ControlResult = {
  control: ControlId;
  status: Status;
  /** Set for `not_checkable`, else null. */
  reason: Reason | null;
  /** One sentence for people: what was seen, or why it could not be. */
  detail: string;
  /** For `fail`: the control fails for this level and those above. */
  failsFromLevel: 1 | 2 | 3 | 4 | null;
  findings: readonly Finding[];
  /** SHA-256 (hex) of the evidence that it rests on. */
  evidence: readonly string[];
  /** RFC 3339, UTC. */
  checkedAt: string;
  /** Set for `waived`: by which waiver, and until when (RFC 3339, UTC). */
  waiverId?: string;
  waivedUntil?: string;
};

/** Findings of these controls are critical when they are severe and block (rules of `mtf-0.1/reg-1.0.0`). */
const CRITICAL: ReadonlySet<ControlId> = new Set([
  "AI-03",
  "SC-02",
  "CQ-01",
  "CQ-02",
  "CD-03",
  "XR-TD-02",
  "RG-05",
  "RG-07",
]);

/** How risky one control's findings are, whether or not somebody waived them. */
export function riskOf({ control, findings }: ControlResult): Risk {
  return findings.map((finding) => riskOfFinding(control, finding)).reduce(higherRisk, "none");
}

function riskOfFinding(control: ControlId, { severity, action }: Finding): Risk {
  if (severity === "info") return "none";
  if (severity === "low" || severity === "medium") return severity;
  if (action !== "block") return "medium";
  return severity === "critical" && CRITICAL.has(control) ? "critical" : "high";
}

export const worstRisk = (risks: readonly Risk[]): Risk => risks.reduce(higherRisk, RISKS[0]);
