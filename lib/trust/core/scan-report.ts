/** A scan as plain lines for a terminal. Text from outside is cleaned by whoever prints it. */
import { CONTROLS, type Control } from "./controls.ts";
import type { Evaluation } from "./evaluate.ts";
import { nextLevel } from "./next-level.ts";
import type { ControlResult, Finding } from "./result.ts";
import {
  GROUPS,
  LEVEL_NAMES,
  levelLabel,
  REASONS,
  type ArtifactKind,
  type Group,
  type Reason,
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
const MARKS_MEAN =
  "ok: it holds. warn: it deserves a look. FAIL: it does not hold. ?: it could not be checked, which is neither good nor bad.";
const FINDINGS_SHOWN = 8;

export function reportLines(report: ScanReport): string[] {
  return [
    ...headLines(report),
    "",
    ...report.results
      .filter((result) => isShown(result, report.kind))
      .flatMap((result) => [controlLine(result), ...findingLines(result)]),
    "",
    MARKS_MEAN,
    "",
    ...nextLines(report),
    "Levels and controls: mpak Trust Framework (MTF) v0.1, mpaktrust.org, CC BY 4.0, changes made.",
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
    `Score ${score === null ? "not assessed" : `${score} of 100`}, risk ${risk}, coverage ${percent} %${flag === "blocked" ? ", BLOCKED" : ""}`,
    `Areas, each of 100: ${groups.join(", ")}`,
  ];
}

function controlLine({ control, status, detail, reason }: ControlResult): string {
  const why = detail === "" && reason !== null ? REASONS[reason] : detail;
  return `${MARKS[status]} ${control.padEnd(8)} ${CONTROLS[control].title}: ${why}`;
}

function findingLines({ findings: all, detail }: ControlResult): string[] {
  const findings = all.filter((finding) => !isSaid(finding, detail));
  const shown = findings.slice(0, FINDINGS_SHOWN).map(({ severity, title, file, line }) => {
    const place = file === null ? "" : ` (${file}${line === null ? "" : `:${line}`})`;
    return `        ${severity}: ${title}${place}`;
  });
  const left = findings.length - shown.length;
  return left > 0 ? [...shown, `        and ${left} more`] : shown;
}

/** The line of the control says it already. */
const isSaid = ({ title, file }: Finding, detail: string): boolean =>
  file === null && `${title}.` === detail;

function nextLines({ evaluation, kind, results }: ScanReport): string[] {
  const next = nextLevel({ level: evaluation.level, kind, subject: "artifact" }, results);
  if (next === null) return ["This is the highest level that this kind of server can have.", ""];
  if (next.steps.length === 0) return [];
  const unreached = results.some(
    ({ control, reason }) =>
      reason !== null &&
      UNREACHED.has(reason) &&
      next.steps.some((step) => step.control === control),
  );
  return [
    `For L${next.level} ${LEVEL_NAMES[next.level]}:`,
    ...next.steps.map(
      ({ control, title, status, remediation, detail }) =>
        `  ${control} ${title}: ${status === "fail" ? remediation.join(" ") || detail : `not checked. ${detail}`}`,
    ),
    ...(unreached ? ["", ...OTHER_WAYS] : []),
    "",
  ];
}

const UNREACHED: ReadonlySet<Reason> = new Set([
  "unreachable",
  "timeout",
  "dns",
  "tls",
  "feed_stale",
]);
const OTHER_WAYS = [
  "Where a source does not answer from this network, name a mirror of it (OSV_URL and others: README,",
  "Settings), or import it from a file: npm run gatehouse -- trust feed import --help",
];

const [BELOW, OPEN] = [3, 4];

/** Why a pipeline that asks for a level goes on (status 0) or stops, in a sentence. */
export function verdictOf(
  { level, ceiling }: Pick<Evaluation, "level" | "ceiling">,
  least: number,
): { status: number; words: string } {
  if (level >= least) return { status: 0, words: `L${level} is not below L${least}.` };
  const below = `L${level} is below L${least} (--min-level)`;
  if (ceiling < least) return { status: BELOW, words: `${below}: exit status ${BELOW}.` };
  const words = `${below}, only because something could not be checked: exit status ${OPEN}.`;
  return { status: OPEN, words };
}
