/** What the trust tab shows beside the controls: where a version stands, how it got there, its scan. */
import type { Db } from "#lib/db/client.ts";
import type { Flag } from "./core/evaluate.ts";
import { levelLabel, type ArtifactKind, type Level, type Risk } from "./core/words.ts";
import { STAND_SELECT, standOf } from "./evaluation-rows.ts";
import type { Trigger } from "./schemas.ts";

export type Standing = {
  level: Level;
  /** `MTF-adapted L2 Standard`. */
  label: string;
  kind: ArtifactKind;
  flag: Flag;
  staleSince: Date | null;
  /** Null: not assessed. */
  score: number | null;
  coverage: { evaluated: number; applicable: number };
  risk: Risk;
  ruleSet: string;
  evaluatedAt: Date;
  options: number;
  assessed: number;
  /** Set while it stands lower than it did. */
  dropped: { from: Level; at: Date } | null;
};

/** A step: the projection of one version; null: nothing was evaluated yet. */
export async function standingOf(db: Db, versionId: string): Promise<Standing | null> {
  const row = await db.versionTrust.findUnique({ where: { versionId } });
  if (row === null) return null;
  const [level, kind] = [row.level as Level, row.kind as ArtifactKind];
  return {
    level,
    label: levelLabel(level, kind),
    kind,
    flag: row.flag as Flag,
    staleSince: row.staleSince,
    score: row.score,
    coverage: { evaluated: row.coverageEvaluated, applicable: row.coverageApplicable },
    risk: row.risk as Risk,
    ruleSet: row.ruleSet,
    evaluatedAt: row.evaluatedAt,
    options: row.options,
    assessed: row.assessed,
    dropped:
      row.droppedFrom === null || row.droppedAt === null
        ? null
        : { from: row.droppedFrom as Level, at: row.droppedAt },
  };
}

export type HistoryPoint = {
  id: string;
  option: string;
  at: Date;
  trigger: Trigger;
  level: Level;
  flag: Flag;
  score: number | null;
  risk: Risk;
  ruleSet: string;
  digest: string | null;
};

const MOST_POINTS = 500;

/** A step: the newest evaluations of a version, the oldest of them first. */
export async function historyOf(db: Db, versionId: string): Promise<HistoryPoint[]> {
  const rows = await db.trustEvaluation.findMany({
    where: { versionId },
    orderBy: { finishedAt: "desc" },
    take: MOST_POINTS,
    select: { ...STAND_SELECT, trigger: true, digest: true },
  });
  return rows.reverse().map((row) => {
    const { level, flag, score, risk, ruleSet, evaluatedAt } = standOf(row);
    const { id, option, digest } = row;
    const trigger = row.trigger as Trigger;
    return { id, option, at: evaluatedAt, trigger, level, flag, score, risk, ruleSet, digest };
  });
}

export type ScanView = {
  id: string;
  state: "queued" | "running" | "done" | "failed";
  trigger: Trigger;
  requestedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** What it is doing, in words. */
  step: string | null;
  attempts: number;
  /** Why it failed, or what could not be reached. */
  error: string | null;
  nextTryAt: Date | null;
};

/** A step: the scan of a version that waits or runs, else the last one. */
export function scanOf(db: Db, versionId: string): Promise<ScanView | null> {
  return db.trustScan.findFirst({
    where: { versionId },
    orderBy: { requestedAt: "desc" },
    select: {
      id: true,
      state: true,
      trigger: true,
      requestedAt: true,
      startedAt: true,
      finishedAt: true,
      step: true,
      attempts: true,
      error: true,
      nextTryAt: true,
    },
  }) as Promise<ScanView | null>;
}
