/** An evaluation between its rows and the words of the core. */
import { storableText } from "#lib/catalog/core/document-text.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { EvidenceRecord } from "./collect/reach.ts";
import type { ControlId } from "./core/controls.ts";
import type { Evaluation, Past } from "./core/evaluate.ts";
import type { ControlResult, Finding } from "./core/result.ts";
import type { ArtifactKind, Level } from "./core/words.ts";
import type { OptionStand } from "./entry-trust.ts";

/** More than this nobody reads; the riskiest are kept. */
const MOST_FINDINGS = 500;
const SEVERITY_ORDER: Readonly<Record<Finding["severity"], number>> = {
  critical: 0,
  high: 1,
  medium: 2,
  low: 3,
  info: 4,
};
const ACTION_ORDER: Readonly<Record<Finding["action"], number>> = { block: 0, warn: 1, info: 2 };

/** What can be kept: text that PostgreSQL takes, each control once, a bounded number of findings. */
export function keptResults(results: readonly ControlResult[]): ControlResult[] {
  const byControl = new Map(results.map((result) => [result.control, result]));
  return [...byControl.values()].map((result) => ({
    ...result,
    detail: storableText(result.detail),
    findings: riskiest(result.findings).map(keptFinding),
    checkedAt: new Date(result.checkedAt).toISOString(),
  }));
}

function riskiest(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MOST_FINDINGS) return findings;
  const rank = ({ action, severity }: Finding) =>
    10 * ACTION_ORDER[action] + SEVERITY_ORDER[severity];
  return [...findings].sort((one, other) => rank(one) - rank(other)).slice(0, MOST_FINDINGS);
}

const keptFinding = (finding: Finding): Finding => ({
  ...finding,
  code: storableText(finding.code),
  title: storableText(finding.title),
  file: finding.file === null ? null : storableText(finding.file),
  remediation: storableText(finding.remediation),
});

export const evaluationColumns = (evaluation: Evaluation) => ({
  floor: evaluation.floor,
  ceiling: evaluation.ceiling,
  level: evaluation.level,
  flag: evaluation.flag,
  staleSince: evaluation.staleSince === null ? null : new Date(evaluation.staleSince),
  risk: evaluation.risk,
  score: evaluation.score,
  coverageEvaluated: evaluation.coverage.evaluated,
  coverageApplicable: evaluation.coverage.applicable,
  subScores: evaluation.subScores,
});

export const resultRow = (
  evaluationId: string,
  { findings: _findings, waivedUntil: _waivedUntil, ...result }: ControlResult,
  position: number,
): Prisma.TrustControlResultCreateManyInput => ({
  ...result,
  evaluationId,
  position,
  evidence: [...result.evidence],
});

export const findingRows = (
  evaluationId: string,
  { control, findings }: ControlResult,
): Prisma.TrustFindingCreateManyInput[] =>
  findings.map((finding, position) => ({ ...finding, evaluationId, control, position }));

export const evidenceUseRow = (
  evaluationId: string,
  record: EvidenceRecord,
  position: number,
): Prisma.TrustEvidenceUseCreateManyInput => ({
  evaluationId,
  position,
  sha256: record.sha256,
  kind: record.kind,
  source: storableText(record.source),
  fetchedAt: record.fetchedAt,
  httpStatus: record.httpStatus,
});

export const RESULT_SELECT = {
  control: true,
  status: true,
  reason: true,
  detail: true,
  failsFromLevel: true,
  evidence: true,
  checkedAt: true,
  waiverId: true,
  waiver: { select: { expiresAt: true } },
  findings: {
    orderBy: { position: "asc" },
    select: {
      code: true,
      severity: true,
      action: true,
      title: true,
      file: true,
      line: true,
      remediation: true,
    },
  },
} as const satisfies Prisma.TrustControlResultSelect;

type ResultRow = Prisma.TrustControlResultGetPayload<{ select: typeof RESULT_SELECT }>;

/** The database holds these words to the lists that the core knows. */
export const resultOf = (row: ResultRow): ControlResult => ({
  control: row.control as ControlId,
  status: row.status as ControlResult["status"],
  reason: row.reason as ControlResult["reason"],
  detail: row.detail,
  failsFromLevel: row.failsFromLevel as ControlResult["failsFromLevel"],
  findings: row.findings as Finding[],
  evidence: row.evidence,
  checkedAt: row.checkedAt.toISOString(),
  ...(row.waiverId === null ? {} : { waiverId: row.waiverId }),
  ...(row.waiver === null ? {} : { waivedUntil: row.waiver.expiresAt.toISOString() }),
});

export const STAND_SELECT = {
  id: true,
  option: true,
  kind: true,
  level: true,
  flag: true,
  staleSince: true,
  score: true,
  risk: true,
  coverageEvaluated: true,
  coverageApplicable: true,
  ruleSet: true,
  finishedAt: true,
} as const satisfies Prisma.TrustEvaluationSelect;

type StandRow = Prisma.TrustEvaluationGetPayload<{ select: typeof STAND_SELECT }>;

export const standOf = (row: StandRow): OptionStand => ({
  kind: row.kind as ArtifactKind,
  level: row.level as Level,
  flag: row.flag as Evaluation["flag"],
  staleSince: row.staleSince,
  score: row.score,
  risk: row.risk as Evaluation["risk"],
  coverage: { evaluated: row.coverageEvaluated, applicable: row.coverageApplicable },
  ruleSet: row.ruleSet,
  evaluatedAt: row.finishedAt,
});

export const EVALUATION_SELECT = {
  ...STAND_SELECT,
  floor: true,
  ceiling: true,
  subScores: true,
} as const satisfies Prisma.TrustEvaluationSelect;

type EvaluationRow = Prisma.TrustEvaluationGetPayload<{ select: typeof EVALUATION_SELECT }>;

export function evaluationOf(row: EvaluationRow): Evaluation {
  const { level, flag, score, risk, coverage } = standOf(row);
  return {
    floor: row.floor as Level,
    ceiling: row.ceiling as Level,
    level,
    flag,
    staleSince: row.staleSince?.toISOString() ?? null,
    risk,
    score,
    coverage,
    subScores: row.subScores as Evaluation["subScores"],
  };
}

/** What `remember` made and we stored. */
export const pastOf = (past: Prisma.JsonValue): Past => past as unknown as Past;
