import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import { CONTROLS, CONTROL_IDS, type ControlId } from "./core/controls.ts";
import type { Finding } from "./core/result.ts";
import { SEVERITIES, type Severity, type Status } from "./core/words.ts";
import { findEvaluated, type EvaluatedAbout } from "./find-evaluated.ts";
import { ListFindingsInput } from "./schemas.ts";

export type FindingView = Finding & {
  control: ControlId;
  /** Of the control. */
  controlTitle: string;
  status: Status;
  /** Where its control is waived: until when. */
  waivedUntil: Date | null;
};

export type FindingPage = EvaluatedAbout & {
  /** Of the evaluation, without any filter. */
  total: number;
  /** With the filters. */
  matches: number;
  /** The worst first; each counted with the other filter applied. */
  severities: { severity: Severity; count: number }[];
  controls: { control: ControlId; title: string; count: number }[];
  findings: FindingView[];
  page: number;
  pages: number;
};

/** What a scan found about one way to install a version, the worst first; null: nobody may see the version. */
export const listFindings = defineQuery({
  name: "listFindings",
  permission: "catalog.read",
  input: ListFindingsInput,

  async run(readers, ctx, asked): Promise<FindingPage | null> {
    const evaluated = await findEvaluated(readers, ctx, asked);
    if (evaluated === null) return null;
    const { evaluationId, about } = evaluated;
    const { severity, control, size } = asked;
    const counts = evaluationId === null ? [] : await countsOf(readers.db, evaluationId);
    const sum = (some: readonly Count[]) => some.reduce((total, { count }) => total + count, 0);
    const isOf = { severity: ofSeverity(severity), control: ofControl(control) };
    const matches = sum(counts.filter((one) => isOf.severity(one) && isOf.control(one)));
    const pages = Math.max(1, Math.ceil(matches / size));
    const page = Math.min(asked.page, pages);
    const findings =
      evaluationId === null || matches === 0
        ? []
        : await findingsOf(readers.sql, { evaluationId, severity, control, size, page });
    return {
      ...about,
      total: sum(counts),
      matches,
      severities: [...SEVERITIES].reverse().flatMap((one) => {
        const count = sum(counts.filter(ofSeverity(one)).filter(isOf.control));
        return count === 0 ? [] : [{ severity: one, count }];
      }),
      controls: CONTROL_IDS.flatMap((one) => {
        const count = sum(counts.filter(ofControl(one)).filter(isOf.severity));
        return count === 0 ? [] : [{ control: one, title: CONTROLS[one].title, count }];
      }),
      findings,
      page,
      pages,
    };
  },
});

type Count = { severity: string; control: string; count: number };

const ofSeverity = (severity: Severity | undefined) => (one: Count) =>
  severity === undefined || one.severity === severity;
const ofControl = (control: ControlId | undefined) => (one: Count) =>
  control === undefined || one.control === control;

async function countsOf(db: Readers["db"], evaluationId: string): Promise<Count[]> {
  const rows = await db.trustFinding.groupBy({
    by: ["severity", "control"],
    where: { evaluationId },
    _count: { _all: true },
  });
  return rows.map(({ severity, control, _count }) => ({ severity, control, count: _count._all }));
}

const PAGE = `
  SELECT f."code", f."severity", f."action", f."title", f."file", f."line", f."remediation",
    f."control", r."status", w."expiresAt" AS "waivedUntil"
  FROM "TrustFinding" f
  JOIN "TrustControlResult" r USING ("evaluationId", "control")
  LEFT JOIN "TrustWaiver" w ON w."id" = r."waiverId"
  WHERE f."evaluationId" = $1::uuid
    AND ($2::text IS NULL OR f."severity" = $2) AND ($3::text IS NULL OR f."control" = $3)
  ORDER BY array_position(ARRAY['block', 'warn', 'info'], f."action"),
    array_position(ARRAY['critical', 'high', 'medium', 'low', 'info'], f."severity"),
    r."position", f."position"
  LIMIT $4 OFFSET $5`;

type Asked = {
  evaluationId: string;
  severity: Severity | undefined;
  control: ControlId | undefined;
  size: number;
  page: number;
};

async function findingsOf(
  sql: Readers["sql"],
  { evaluationId, severity, control, size, page }: Asked,
): Promise<FindingView[]> {
  const rows = await sql<Omit<FindingView, "controlTitle">>({ name: "list-findings", text: PAGE }, [
    evaluationId,
    severity ?? null,
    control ?? null,
    size,
    (page - 1) * size,
  ]);
  return rows.map((row) => ({ ...row, controlTitle: CONTROLS[row.control].title }));
}
