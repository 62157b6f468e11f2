/** What is open of a version: what keeps it from its next level, what was found, what was not reached. */
import { CONTROL_IDS, type ControlId } from "./controls.ts";
import { honest } from "./never-waived.ts";
import { nextLevel } from "./next-level.ts";
import type { ControlResult } from "./result.ts";
import { SEVERITIES, type ArtifactKind, type Level, type Reason, type Severity } from "./words.ts";

/** The newest evaluation of one way to install the version. */
export type OptionResults = {
  option: string;
  kind: ArtifactKind;
  level: Level;
  /** RFC 3339, UTC. */
  at: string;
  results: readonly ControlResult[];
};

export type OpenControl = {
  option: string;
  control: ControlId;
  status: "fail" | "not_checkable" | "error";
  reason: Reason | null;
  /** The worst finding that blocks; without one, the reason or the status. */
  code: string;
  /** Of that finding. */
  remediation: string | null;
  /** RFC 3339, UTC: when it was first seen so without a break. */
  since: string;
  /** It stands between the version and its next level. */
  isStep: boolean;
  /** If it passed, the version would reach that level. */
  isSole: boolean;
  /** Its evidence could not be fetched. */
  isUnreached: boolean;
  /** An earlier way to install the version has the same: it counts once. */
  isRepeat: boolean;
};

const OPEN: ReadonlySet<string> = new Set(["fail", "not_checkable", "error"]);
/** Reasons that are about getting at the evidence, not about what it says. */
const UNREACHED: ReadonlySet<Reason> = new Set([
  "unreachable",
  "timeout",
  "dns",
  "tls",
  "auth_required",
  "rate_limited",
  "registry_5xx",
  "blocked_by_policy",
  "too_large",
  "feed_stale",
]);

/**
 * @param isWhole whether every way to install the version was evaluated: one that was not keeps it
 *   at level 0, whatever passes.
 */
export function openControls(
  options: readonly OptionResults[],
  isWhole: boolean,
  before: readonly Pick<OpenControl, "option" | "control" | "status" | "since">[],
): OpenControl[] {
  const steps = stepsOf(options);
  const isSole = isWhole && new Set([...steps.values()].flatMap((some) => [...some])).size === 1;
  const sinceOf = new Map(
    before.map(({ option, control, status, since }) => [`${option} ${control} ${status}`, since]),
  );
  const open = options.flatMap(({ option, at, results }) =>
    results
      .map(honest)
      .filter(({ status }) => OPEN.has(status))
      .map((result): Omit<OpenControl, "isRepeat"> => {
        const { control, reason } = result;
        const status = result.status as OpenControl["status"];
        const isStep = steps.get(option)?.has(control) ?? false;
        return {
          ...{ option, control, status, reason, ...nameOfOpen(result) },
          since: sinceOf.get(`${option} ${control} ${status}`) ?? at,
          ...{ isStep, isSole: isStep && isSole },
          isUnreached: reason !== null && UNREACHED.has(reason),
        };
      })
      .filter(({ isStep, isUnreached }) => isStep || isUnreached),
  );
  const places = new Map<string, string>();
  return open.map((one) => {
    const key = JSON.stringify([one.control, one.status, one.code, one.isStep, one.isUnreached]);
    const first = places.get(key) ?? one.option;
    places.set(key, first);
    return { ...one, isRepeat: first !== one.option };
  });
}

/**
 * The controls that each way to install has to pass so that the version reaches its next level: of
 * those that hold it where it is. None where one of these cannot stand higher.
 */
function stepsOf(options: readonly OptionResults[]): Map<string, ReadonlySet<ControlId>> {
  const least = Math.min(...options.map(({ level }) => level));
  const next = options
    .filter(({ level }) => level === least)
    .map(({ option, level, kind, results }) => ({
      option,
      way: nextLevel({ level, kind, subject: "entry" }, results),
    }));
  if (next.some(({ way }) => way === null)) return new Map();
  return new Map(
    next.map(({ option, way }) => [option, new Set(way?.steps.map(({ control }) => control))]),
  );
}

function nameOfOpen({
  findings,
  reason,
  status,
}: ControlResult): Pick<OpenControl, "code" | "remediation"> {
  const blocking = findings.filter(({ action }) => action === "block");
  const [worst] = [...blocking].sort(
    (one, other) => SEVERITIES.indexOf(other.severity) - SEVERITIES.indexOf(one.severity),
  );
  return { code: worst?.code ?? reason ?? status, remediation: worst?.remediation ?? null };
}

export type OpenFinding = {
  option: string;
  control: ControlId;
  /** Within its control. */
  position: number;
  code: string;
  severity: Exclude<Severity, "info">;
  title: string;
  /** The first of its places. */
  file: string | null;
  line: number | null;
  places: number;
  /** RFC 3339, UTC: when it was first found without a break. */
  since: string;
};

/**
 * Findings that count now. One stays open while its control cannot be checked, and is open no more
 * when somebody has accepted it.
 */
export function openFindings(
  options: readonly OptionResults[],
  before: readonly OpenFinding[],
): OpenFinding[] {
  const sinceOf = new Map(before.map((one) => [nameOf(one), one.since]));
  return options.flatMap(({ option, at, results }) =>
    CONTROL_IDS.flatMap((control) => {
      const result = results.map(honest).find((one) => one.control === control);
      if (result?.status === "not_checkable" || result?.status === "error")
        return before.filter((one) => one.option === option && one.control === control);
      if (result === undefined || result.status === "waived") return [];
      return openOf(result).map((finding, position) => {
        const found = { option, control, position, ...finding };
        return { ...found, since: sinceOf.get(nameOf(found)) ?? at };
      });
    }),
  );
}

type Found = Pick<OpenFinding, "code" | "severity" | "title" | "file" | "line" | "places">;

/** The same thing in many places is one, with the first of them. */
function openOf({ findings }: ControlResult): Found[] {
  const open = new Map<string, Found>();
  for (const { code, severity, action, title, file, line } of findings) {
    if (severity === "info" || action === "info") continue;
    const key = JSON.stringify([code, severity, title]);
    const known = open.get(key) ?? { code, severity, title, file, line, places: 0 };
    open.set(key, { ...known, places: known.places + 1 });
  }
  return [...open.values()];
}

const nameOf = ({ option, control, code, severity, title }: Omit<OpenFinding, "since">) =>
  JSON.stringify([option, control, code, severity, title]);
