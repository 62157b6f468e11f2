/** A scan as plain lines for a terminal. Text from outside is cleaned by whoever prints it. */
import { CONTROLS, type Control } from "./controls.ts";
import type { Evaluation } from "./evaluate.ts";
import { nextLevel } from "./next-level.ts";
import type { ControlResult, Finding } from "./result.ts";
import {
  GROUPS,
  levelLabel,
  REASONS,
  type ArtifactKind,
  type Group,
  type Status,
} from "./words.ts";

export type ScanReport = {
  name: string;
  version: string;
  digest: string | null;
  kind: ArtifactKind;
  results: readonly ControlResult[];
  evaluation: Evaluation;
};

const MARKS: Readonly<Record<Status, string>> = {
  pass: "ok   ",
  warn: "warn ",
  fail: "FAIL ",
  waived: "waive",
  not_applicable: "-    ",
  not_checkable: "?    ",
  error: "ERROR",
};
const FINDINGS_SHOWN = 8;

export function reportLines(report: ScanReport): string[] {
  return [
    ...headLines(report),
    "",
    ...report.results
      .filter((result) => isShown(result, report.kind))
      .flatMap((result) => [controlLine(result), ...findingLines(result.findings)]),
    "",
    ...nextLines(report),
  ];
}

/** Controls of ours that could not be checked say nothing that MTF's do not, unless they stand in for those. */
const isShown = ({ control, status }: ControlResult, kind: ArtifactKind) =>
  status !== "not_applicable" && !(status === "not_checkable" && isBeside(CONTROLS[control], kind));
const isBeside = ({ scope, gates }: Control, kind: ArtifactKind): boolean =>
  scope === "X" && gates?.includes(kind) !== true;

function headLines({ name, version, digest, kind, evaluation }: ScanReport): string[] {
  const { level, floor, ceiling, score, risk, coverage, subScores, flag } = evaluation;
  const open =
    floor === ceiling ? "" : ` (between L${floor} and L${ceiling}: not all could be checked)`;
  const percent = Math.floor((100 * coverage.evaluated) / Math.max(1, coverage.applicable));
  const groups = (Object.keys(GROUPS) as Group[]).map(
    (group) => `${GROUPS[group]} ${subScores[group] ?? "n/a"}`,
  );
  return [
    `${name}${version === "" ? "" : ` ${version}`}`,
    digest ?? (kind === "remote" ? "no digest: this runs elsewhere" : "no digest could be read"),
    "",
    `${levelLabel(level, kind)}${open}`,
    `Registry score ${score ?? "not assessed"}, risk ${risk}, ${percent} % could be checked${flag === "blocked" ? ", BLOCKED" : ""}`,
    groups.join(", "),
  ];
}

function controlLine({ control, status, detail, reason }: ControlResult): string {
  const why = detail === "" && reason !== null ? REASONS[reason] : detail;
  return `${MARKS[status]} ${control.padEnd(8)} ${CONTROLS[control].title}: ${why}`;
}

function findingLines(findings: readonly Finding[]): string[] {
  const shown = findings.slice(0, FINDINGS_SHOWN).map(({ severity, title, file, line }) => {
    const place = file === null ? "" : ` (${file}${line === null ? "" : `:${line}`})`;
    return `        ${severity}: ${title}${place}`;
  });
  const left = findings.length - shown.length;
  return left > 0 ? [...shown, `        and ${left} more`] : shown;
}

function nextLines({ evaluation, kind, results }: ScanReport): string[] {
  const next = nextLevel({ level: evaluation.level, kind, subject: "artifact" }, results);
  if (next === null) return ["This is the highest level that this kind of server can have."];
  if (next.steps.length === 0) return [];
  return [
    `For L${next.level}:`,
    ...next.steps.map(
      ({ control, title, status, remediation, detail }) =>
        `  ${control} ${title}: ${status === "fail" ? remediation.join(" ") || detail : `not checked. ${detail}`}`,
    ),
    "",
    "Levels and controls: mpak Trust Framework (MTF) v0.1, mpaktrust.org, CC BY 4.0, changes made.",
  ];
}
