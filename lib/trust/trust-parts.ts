/** What the trust tab shows beside the controls: where a version stands, how it got there, its scan. */
import type { VersionLifecycle } from "#lib/catalog/core/words.ts";
import type { Db } from "#lib/db/client.ts";
import type { Readers } from "#lib/verbs/define-query.ts";
import type { VersionTrust } from "#lib/db/generated/client.ts";
import type { Flag } from "./core/evaluate.ts";
import { lapseAt, type EntryLapse } from "./core/stand-now.ts";
import { standingLabel } from "./core/assessed.ts";
import type { ArtifactKind, Level, Risk } from "./core/words.ts";
import { STAND_SELECT, standOf } from "./evaluation-rows.ts";
import { movesOf, type Move } from "./history-moves.ts";
import type { Trigger } from "./schemas.ts";

export type Standing = {
  level: Level;
  /** `MTF-adapted L2 Standard`; `Not assessed` where there is no score. */
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
  /** When advisories and revocations were last looked at, with or without a scan. */
  checkedAt: Date;
  /** When it falls unless somebody looks again; null: it does not. */
  validUntil: Date | null;
  /** What it stood at under the rules before, for 14 days. */
  previousRuleSet: { ruleSet: string; level: Level; until: Date } | null;
};

/**
 * A step: how one version stands at this moment; null: nothing was evaluated yet. What time has taken
 * counts also where no worker has written it down.
 */
export async function standingOf(db: Db, versionId: string, now: Date): Promise<Standing | null> {
  const row = await db.versionTrust.findUnique({
    where: { versionId },
    include: { check: { select: { dailyAt: true } } },
  });
  if (row === null) return null;
  const lapses = row.lapses as EntryLapse[];
  const { level, ...counts } = countsAt(row, lapseAt(lapses, now));
  const kind = row.kind as ArtifactKind;
  const next = lapses.find(({ at }) => Date.parse(at) > now.getTime());
  const daily = row.check?.dailyAt ?? null;
  return {
    level,
    label: standingLabel({ level, kind, score: counts.score }),
    kind,
    ...counts,
    ruleSet: row.ruleSet,
    evaluatedAt: row.evaluatedAt,
    checkedAt: daily !== null && daily > row.evaluatedAt ? daily : row.evaluatedAt,
    validUntil: next === undefined ? null : new Date(next.at),
    previousRuleSet: previousOf(row, now),
    options: row.options,
    assessed: row.assessed,
    dropped:
      row.droppedFrom === null || row.droppedAt === null
        ? null
        : { from: row.droppedFrom as Level, at: row.droppedAt },
  };
}

function countsAt(row: VersionTrust, lapse: EntryLapse | null) {
  if (lapse === null)
    return {
      level: row.level as Level,
      flag: row.flag as Flag,
      staleSince: row.staleSince,
      score: row.score,
      coverage: { evaluated: row.coverageEvaluated, applicable: row.coverageApplicable },
      risk: row.risk as Risk,
    };
  const { level, flag, staleSince, score, coverage, risk } = lapse;
  const since = staleSince === null ? null : new Date(staleSince);
  return { level, flag, staleSince: since, score, coverage, risk };
}

function previousOf(
  { previousRuleSet, previousLevel, previousUntil }: VersionTrust,
  now: Date,
): Standing["previousRuleSet"] {
  if (previousRuleSet === null || previousUntil === null || previousUntil <= now) return null;
  return { ruleSet: previousRuleSet, level: previousLevel as Level, until: previousUntil };
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
  /** What was another thing than in the evaluation before it; known of the newest ones only. */
  moves: Move[];
};

const MOST_POINTS = 500;

/** A step: the newest evaluations of a version, the oldest of them first. */
export async function historyOf({ db, sql }: Readers, versionId: string): Promise<HistoryPoint[]> {
  const moves = await movesOf(sql, versionId);
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
    return {
      ...{ id, option, at: evaluatedAt, trigger, level, flag, score, risk, ruleSet, digest },
      moves: moves.get(id) ?? [],
    };
  });
}

export type Release = { version: string; at: Date };

const MOST_RELEASES = 20;

/** A step: versions of a server that came after a moment, the oldest first; without those hidden. */
export async function releasesSince(
  db: Db,
  { serverId, hidden }: { serverId: string; hidden: VersionLifecycle[] },
  since: Date,
): Promise<Release[]> {
  const rows = await db.serverVersion.findMany({
    where: { serverId, createdAt: { gt: since }, lifecycle: { notIn: hidden } },
    orderBy: { createdAt: "desc" },
    take: MOST_RELEASES,
    select: { version: true, createdAt: true },
  });
  return rows.reverse().map(({ version, createdAt }) => ({ version, at: createdAt }));
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
