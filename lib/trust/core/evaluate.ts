/**
 * Level, risk and score of one artifact, from the results of its controls and from nothing else:
 * rule set `mtf-0.1/reg-1.0.0`. `scripts/verify-trust.mjs` computes the same without this file.
 * All arithmetic is in whole numbers, so that every machine finds the same.
 */
import {
  CONTROLS,
  MAX_LEVEL,
  isApplicable,
  levelControls,
  type Control,
  type ControlId,
  type Subject,
} from "./controls.ts";
import { honest } from "./never-waived.ts";
import { riskOf, worstRisk, type ControlResult } from "./result.ts";
import { LEAST_ASSESSED, RISK_CAP, VALUE } from "./score-values.ts";

import {
  GROUPS,
  type Reason,
  type ArtifactKind,
  type Group,
  type Level,
  type Risk,
  type Status,
} from "./words.ts";

/** What is kept of a result when it is remembered. */
export type Outcome = Pick<ControlResult, "status" | "failsFromLevel"> & {
  risk: Risk;
  /** Codes of what blocked. */
  codes?: readonly string[];
  /** Set for `waived`. */
  waiverId?: string;
};
export type Outcomes = Readonly<Partial<Record<ControlId, Outcome>>>;

/** What earlier evaluations of the same artifact (same digest, same major of the rule set) left. */
export type Past = {
  /** The newest one in which every control could be checked; null: none. */
  complete: {
    at: string;
    level: Level;
    outcomes: Outcomes;
    /** What it stood at without what was waived; not set where nothing was. */
    unwaived?: Level;
  } | null;
  /** For each control, the last outcome in which it could be checked. */
  known: Outcomes;
};
export const NO_PAST: Past = { complete: null, known: {} };

export type EvaluationInput = {
  kind: ArtifactKind;
  subject: Subject;
  /** RFC 3339, UTC: when the evaluation is made. */
  at: string;
  results: readonly ControlResult[];
  past: Past;
};

export type Flag = "complete" | "stale" | "provisional" | "blocked";

export type Evaluation = {
  /** What is proven. */
  floor: Level;
  /** What it would be if all that could not be checked were fine. */
  ceiling: Level;
  level: Level;
  flag: Flag;
  /** Set for `stale`: when all was last checked. */
  staleSince: string | null;
  risk: Risk;
  /** 0 to 100; null: not assessed, too little of level 1 could be checked. */
  score: number | null;
  /** Weights. */
  coverage: { evaluated: number; applicable: number };
  /** 0 to 100 each; null: nothing in the group applies. */
  subScores: Readonly<Record<Group, number | null>>;
};

const DAY_MS = 86_400_000;
/** Days that a level is kept while something does not answer. */
export const GRACE_DAYS: Readonly<Record<ArtifactKind, number>> = {
  npm: 14,
  pypi: 14,
  oci: 14,
  mcpb: 14,
  remote: 7,
};
/** Least and most points of each level. */
export const BANDS: Readonly<Record<Level, readonly [number, number]>> = {
  0: [0, 39],
  1: [40, 59],
  2: [60, 79],
  3: [80, 94],
  4: [95, 100],
};
/** A control, and all that is known about it. */
type Weighed = {
  id: ControlId;
  controlLevel: number;
  weight: number;
  status: Status;
  reason: Reason | null;
  failsFromLevel: number | null;
};

export function evaluate(given: EvaluationInput): Evaluation {
  const input = { ...given, results: given.results.map(honest) };
  const { kind, subject, past } = input;
  const weighed = levelControls(kind, subject).map(({ id }) => weigh(id, input));
  const maximum = MAX_LEVEL[kind];
  const levelOf = (some: readonly Weighed[]): Level =>
    reached(maximum, (level) => some.every((one) => satisfies(one, level, past)));
  const [floor, ceiling] = [levelOf(weighed), levelOf(hoped(weighed))];
  const published = publish(input, {
    floor,
    settled: levelOf(hoped(weighed, "not_implemented")),
    // What is too old to count has had its days of grace.
    keeps: levelOf(hoped(weighed, "expired")),
  });
  const scored = published.flag === "stale" ? withPast(weighed, past) : weighed;
  return {
    floor,
    ceiling,
    ...published,
    risk: riskNow(input, () => true),
    score: scoreOf(input, { scored, weighed, ceiling, level: published.level }),
    coverage: coverageOf(weighed),
    subScores: subScoresOf(input),
  };
}

const isUnknown = (status: Status) => status === "not_checkable" || status === "error";

function weigh(id: ControlId, { kind, results }: EvaluationInput): Weighed {
  const { level, weight } = CONTROLS[id];
  const found = results.find(({ control }) => control === id);
  const base = { id, controlLevel: level, weight };
  if (!isApplicable(id, kind))
    return { ...base, status: "not_applicable", reason: null, failsFromLevel: null };
  // A result that is missing is no result: never a pass.
  if (!found) return { ...base, status: "error", reason: null, failsFromLevel: null };
  const { status, reason, failsFromLevel } = found;
  return { ...base, status, reason, failsFromLevel };
}

/** The highest level for which all controls up to it are satisfied. */
function reached(maximum: Level, holds: (level: Level) => boolean): Level {
  for (const level of [4, 3, 2, 1] as const) if (level <= maximum && holds(level)) return level;
  return 0;
}

const SATISFYING: ReadonlySet<Status> = new Set(["pass", "warn", "waived", "not_applicable"]);

function satisfies(one: Weighed, level: Level, past: Past): boolean {
  if (one.controlLevel > level || SATISFYING.has(one.status)) return true;
  if (one.status === "fail") return level < (one.failsFromLevel ?? one.controlLevel);
  // MTF PR-05: a repository that Scorecard does not know is skipped. A bad result is not forgotten.
  return one.reason === "scorecard_unavailable" && past.known[one.id]?.status !== "fail";
}

/** As if all that could not be checked were fine, but for what could not for this reason. */
const hoped = (weighed: readonly Weighed[], except?: Reason): Weighed[] =>
  weighed.map((one) =>
    isUnknown(one.status) && one.reason !== except ? { ...one, status: "pass" as const } : one,
  );

/**
 * `settled`: the most that another look can find. What this rule set never checks (AI-04, CQ-06) stays
 * out of reach, or no L3 could be complete (model §5.4 and §5.6). `keeps`: what days of grace can hold.
 */
type Bounds = { floor: Level; settled: Level; keeps: Level };
type Published = Pick<Evaluation, "level" | "flag" | "staleSince">;

function publish(input: EvaluationInput, { floor, settled, keeps }: Bounds): Published {
  const { kind, at, past } = input;
  const { complete } = past;
  if (isBlocked(input)) return { level: 0, flag: "blocked", staleSince: null };
  if (floor === settled) return { level: floor, flag: "complete", staleSince: null };
  const provisional = { level: floor, flag: "provisional", staleSince: null } as const;
  if (complete === null) return provisional;
  const ageMs = Date.parse(at) - Date.parse(complete.at);
  const kept = Math.min(complete.level, keeps) as Level;
  return ageMs > GRACE_DAYS[kind] * DAY_MS || kept <= floor
    ? provisional
    : { level: kept, flag: "stale", staleSince: complete.at };
}

/** Revoked, or other bytes than were registered; once seen, until a check says otherwise. */
function isBlocked({ results, past }: EvaluationInput): boolean {
  return (["RG-05", "RG-07"] as const).some((id) => {
    const status = results.find(({ control }) => control === id)?.status ?? "error";
    return status === "fail" || (isUnknown(status) && past.known[id]?.status === "fail");
  });
}

/** While a level is kept, what cannot be checked now counts as when all could be checked. */
function withPast(weighed: readonly Weighed[], { complete }: Past): Weighed[] {
  return weighed.map((one) => {
    const before = complete?.outcomes[one.id];
    return isUnknown(one.status) && before ? { ...one, status: before.status } : one;
  });
}

/** A danger that was once seen stays until a check says that it is gone, and so does its acceptance. */
function riskNow({ results, past }: EvaluationInput, counts: (status: Status) => boolean): Risk {
  const statusOf = ({ control, status }: ControlResult) =>
    isUnknown(status) ? (past.known[control]?.status ?? status) : status;
  return worstRisk(
    results
      .filter((result) => counts(statusOf(result)))
      .map((result) =>
        isUnknown(result.status) ? (past.known[result.control]?.risk ?? "none") : riskOf(result),
      ),
  );
}

type Scored = {
  scored: readonly Weighed[];
  weighed: readonly Weighed[];
  ceiling: Level;
  level: Level;
};

function scoreOf(
  input: EvaluationInput,
  { scored, weighed, ceiling, level }: Scored,
): number | null {
  const basic = coverageOf(weighed.filter(({ controlLevel }) => controlLevel === 1));
  if (level === 0 && ceiling > 0 && 100 * basic.evaluated < LEAST_ASSESSED * basic.applicable)
    return null;
  const [least, most] = BANDS[level];
  const points =
    least +
    Math.floor(pointsWithin(scored, level, { span: most - least, maximum: MAX_LEVEL[input.kind] }));
  // What somebody has accepted, with a reason and an end, stays visible but does not cap.
  const cap = RISK_CAP[riskNow(input, (status) => status !== "waived")];
  return Math.min(points, cap);
}

/** How far the way to the next level is gone, in points of the band. */
function pointsWithin(
  scored: readonly Weighed[],
  level: Level,
  { span, maximum }: { span: number; maximum: Level },
): number {
  const upTo = share(scored.filter(({ controlLevel }) => controlLevel <= Math.max(level, 1)));
  if (level === maximum) return (span * upTo.got) / upTo.of;
  const next = share(scored.filter(({ controlLevel }) => controlLevel === level + 1));
  // 0.7 of the next level's new controls and 0.3 of all up to here, as one fraction.
  return (span * (7 * next.got * upTo.of + 3 * upTo.got * next.of)) / (10 * next.of * upTo.of);
}

type Share = { got: number; of: number };

/** Tenths of weights; a group in which nothing applies is whole. */
function share(some: readonly Pick<Weighed, "status" | "weight">[]): Share {
  const applicable = some.filter(({ status }) => status !== "not_applicable");
  const of = applicable.reduce((sum, { weight }) => sum + 10 * weight, 0);
  if (of === 0) return { got: 1, of: 1 };
  return {
    got: applicable.reduce((sum, { status, weight }) => sum + weight * VALUE[status], 0),
    of,
  };
}

function coverageOf(weighed: readonly Weighed[]): Evaluation["coverage"] {
  const applicable = weighed.filter(({ status }) => status !== "not_applicable");
  const sum = (some: readonly Weighed[]) => some.reduce((total, { weight }) => total + weight, 0);
  return {
    evaluated: sum(applicable.filter(({ status }) => !isUnknown(status))),
    applicable: sum(applicable),
  };
}

const countsFor = ({ scope }: Control, subject: Subject) => scope !== "E" || subject === "entry";

function subScoresOf(input: EvaluationInput): Evaluation["subScores"] {
  const all = Object.values(CONTROLS);
  const of = (group: Group) => {
    const own = all
      .filter((control) => control.group === group && countsFor(control, input.subject))
      .map(({ id }) => weigh(id, input))
      .filter(({ status }) => status !== "not_applicable");
    if (own.length === 0) return null;
    const { got, of: whole } = share(own);
    return Math.floor((100 * got) / whole);
  };
  return Object.fromEntries(
    (Object.keys(GROUPS) as Group[]).map((group) => [group, of(group)]),
  ) as Record<Group, number | null>;
}
