/** Made-up results of controls, for tests. */
import fc from "fast-check";
import { CONTROL_IDS, CONTROLS, isApplicable, type ControlId } from "#lib/trust/core/controls.ts";
import type { ControlResult, Finding } from "#lib/trust/core/result.ts";
import { ARTIFACT_KINDS, STATUSES, type ArtifactKind, type Reason } from "#lib/trust/core/words.ts";

const DAY_MS = 86_400_000;
/** Noon of yesterday, UTC: levels run out, so that what is made up has to be young. */
export const AT = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS / 2).toISOString();
export const days = (count: number) => new Date(Date.parse(AT) + count * DAY_MS).toISOString();

export type Change = Partial<ControlResult>;
export const result = (control: ControlId, change: Change = {}): ControlResult => ({
  control,
  status: "pass",
  reason: null,
  detail: "",
  failsFromLevel: null,
  findings: [],
  evidence: [],
  checkedAt: AT,
  ...change,
});
export const found = (
  severity: Finding["severity"],
  action: Finding["action"] = "block",
): Finding => ({
  code: "test",
  severity,
  action,
  title: "Something",
  file: null,
  line: null,
  remediation: "Mend it.",
});
export const failing = (control: ControlId, severity: Finding["severity"] = "medium"): Change => ({
  status: "fail",
  failsFromLevel: CONTROLS[control].level,
  findings: [found(severity)],
});
export const unknown = (reason: Reason = "unreachable"): Change => ({
  status: "not_checkable",
  reason,
});

const anyKind = fc.constantFrom(...ARTIFACT_KINDS);
const anyResult = (control: ControlId) =>
  fc
    .record({
      status: fc.constantFrom(...STATUSES.filter((status) => status !== "not_applicable")),
      reason: fc.constantFrom<Reason>("unreachable", "scorecard_unavailable", "not_implemented"),
      severity: fc.constantFrom("low", "medium", "high", "critical"),
      later: fc.boolean(),
    })
    .map(({ status, reason, severity, later }): ControlResult => {
      const level = CONTROLS[control].level;
      const from = (later ? Math.min(level + 1, 4) : level) as 1 | 2 | 3 | 4;
      if (status === "fail")
        return result(control, { ...failing(control, severity), failsFromLevel: from });
      if (status === "not_checkable") return result(control, unknown(reason));
      if (status === "warn")
        return result(control, { status, findings: [found(severity, "warn")] });
      if (status === "waived")
        return result(control, {
          ...failing(control, severity),
          ...{ status, failsFromLevel: from, waiverId: `w-${control}` },
        });
      return result(control, { status });
    });
/** Mostly fine, as real artifacts are, so that all levels are met. */
const anyResults = (kind: ArtifactKind) =>
  fc.tuple(
    ...CONTROL_IDS.filter((id) => isApplicable(id, kind)).map((id) =>
      fc.oneof(
        { weight: 14, arbitrary: fc.constant(result(id)) },
        { weight: 1, arbitrary: anyResult(id) },
      ),
    ),
  );
export const anyCase = anyKind.chain((kind) =>
  fc.record({ kind: fc.constant(kind), results: anyResults(kind) }),
);
