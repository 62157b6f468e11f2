import type { ControlId } from "./controls.ts";
import type { ControlResult, Finding } from "./result.ts";

/** In words, since people are told. The database holds the same list (`gatehouse_never_waived`). */
const CONTROLS_NEVER: Readonly<Partial<Record<ControlId, string>>> = {
  "CQ-02": "It looks like malware: nobody can take that upon themselves.",
  "RG-05": "It was revoked: two people lift that on the Revocations page, and nobody waives it.",
  "XR-TD-01":
    "Changed tools are not waived: security looks at each of them on the Tools tab and accepts or refuses it.",
  "RG-07": "These are other bytes than were registered: register them as a version of their own.",
};
const LIVE_SECRET = "It holds a secret that works: revoke the secret where it was issued.";
const CODES_NEVER: ReadonlyMap<string, string> = new Map([
  ["SC-02/malicious", "It is, or needs, known malware: nobody can take that upon themselves."],
  ["SC-02/kev", "A weakness of it is being exploited now: update or replace what is affected."],
  ["CQ-01/verified-secret", LIVE_SECRET],
]);

/**
 * Why what a control found can never be waived; null: it can. Malware, live secrets, known exploited
 * vulnerabilities (KEV), revocations and other bytes; and changed tools, which are approved anew instead
 * (model §5.8): rule set `mtf-0.1/reg-1.0.0`.
 */
export function neverWaived(
  control: ControlId,
  findings: readonly Pick<Finding, "code" | "severity">[],
): string | null {
  const whole = CONTROLS_NEVER[control];
  if (whole !== undefined) return whole;
  for (const { code, severity } of findings) {
    const reason = CODES_NEVER.get(code);
    if (reason !== undefined) return reason;
    if (control === "CQ-01" && severity === "critical") return LIVE_SECRET;
  }
  return null;
}

/** What nobody may waive fails, whoever wrote otherwise. */
export function honest(result: ControlResult): ControlResult {
  const isVoid =
    result.status === "waived" && neverWaived(result.control, result.findings) !== null;
  return isVoid ? { ...result, status: "fail" } : result;
}
