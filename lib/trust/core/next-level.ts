import { CONTROLS, MAX_LEVEL, levelControls, type ControlId, type Subject } from "./controls.ts";
import { honest } from "./never-waived.ts";
import type { ControlResult } from "./result.ts";
import type { ArtifactKind, Level, Status } from "./words.ts";

export type Step = {
  control: ControlId;
  title: string;
  status: Status;
  /** What was seen, or why it could not be. */
  detail: string;
  /** What to do, one sentence each. */
  remediation: readonly string[];
};

export type NextLevel = { level: 1 | 2 | 3 | 4; steps: readonly Step[] };

const OPEN: ReadonlySet<Status> = new Set(["fail", "not_checkable", "error"]);

/**
 * What stands between a level and the next one: controls that fail there first, then those that
 * could not be checked. Null: it is the highest that this kind can have.
 */
export function nextLevel(
  { level, kind, subject }: { level: Level; kind: ArtifactKind; subject: Subject },
  results: readonly ControlResult[],
): NextLevel | null {
  if (level >= MAX_LEVEL[kind]) return null;
  const next = (level + 1) as NextLevel["level"];
  const required = new Set(
    levelControls(kind, subject)
      .filter((control) => control.level <= next)
      .map(({ id }) => id),
  );
  const steps = results
    .map(honest)
    .filter(({ control, status }) => required.has(control) && OPEN.has(status))
    .filter(({ failsFromLevel }) => (failsFromLevel ?? 1) <= next)
    .filter(({ reason }) => reason !== "scorecard_unavailable")
    .map(stepOf);
  return { level: next, steps: [...steps].sort(byUrgency) };
}

function stepOf({ control, status, detail, findings }: ControlResult): Step {
  const blocking = findings.filter(({ action }) => action === "block");
  return {
    control,
    title: CONTROLS[control].title,
    status,
    detail,
    remediation: [...new Set(blocking.map(({ remediation }) => remediation))],
  };
}

const byUrgency = (one: Step, other: Step): number =>
  Number(other.status === "fail") - Number(one.status === "fail") ||
  CONTROLS[one.control].level - CONTROLS[other.control].level ||
  (one.control < other.control ? -1 : 1);
