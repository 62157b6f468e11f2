import type { Tx } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Level } from "./core/words.ts";
import { entryTrust, type EntryTrust } from "./entry-trust.ts";
import { STAND_SELECT, standOf } from "./evaluation-rows.ts";
import { courseOf } from "./course-of.ts";
import { installOptions } from "./install-options.ts";
import { keepCheck } from "./recheck/check-rows.ts";
import { writeOpenItems } from "./write-open-items.ts";

export type Projected = {
  before: { level: Level; flag: string; score: number | null } | null;
  after: EntryTrust;
  /** The version itself is withheld by the list of revocations. */
  isRevoked: boolean;
};

type Version = { id: string; document: JsonObject };

/**
 * The newest evaluation of each option that this document still has as it was; with `until`, of those
 * that had ended by then.
 */
export async function newestEvaluations(
  tx: Tx,
  { id, document }: Version,
  until: Date | null = null,
) {
  const options = installOptions(document);
  const rows = await tx.trustEvaluation.findMany({
    where: { versionId: id, ...(until === null ? {} : { finishedAt: { lte: until } }) },
    distinct: ["option", "kind", "name"],
    orderBy: [{ option: "asc" }, { kind: "asc" }, { name: "asc" }, { finishedAt: "desc" }],
    select: { ...STAND_SELECT, name: true },
  });
  return options.map((option) => ({
    option,
    row:
      rows.find(
        (row) =>
          row.option === option.option &&
          row.kind === option.reference?.kind &&
          row.name === option.reference.name,
      ) ?? null,
  }));
}

/** A step: rewrites how a version stands, after an evaluation. Its server must be locked. */
export async function projectTrust(tx: Tx, version: Version, now: Date): Promise<Projected> {
  const newest = await newestEvaluations(tx, version);
  const evaluated = entryTrust(newest.map(({ row }) => (row === null ? null : standOf(row))));
  if (evaluated === null) throw new TypeError("A version was evaluated and has no evaluation.");
  const isRevoked =
    (await tx.serverVersion.count({ where: { id: version.id, revocationId: { not: null } } })) > 0;
  // MTF §5.4: what is revoked stands at level 0, whatever was found of it.
  const after: EntryTrust = isRevoked
    ? { ...evaluated, level: 0, flag: "blocked", staleSince: null, risk: "critical" }
    : evaluated;
  const before = await tx.versionTrust.findUnique({
    where: { versionId: version.id },
    select: BEFORE,
  });
  const course = await courseOf(tx, version.id, newest);
  const data = {
    ...columnsOf(after),
    ...droppedOf(before, after.level, now),
    ...previousOf(before, after.ruleSet, now),
    ...course.columns,
  };
  await tx.versionTrust.upsert({
    where: { versionId: version.id },
    create: { versionId: version.id, ...data },
    update: data,
    select: { versionId: true },
  });
  await writeOpenItems(
    tx,
    version.id,
    newest.map(({ row }) => row),
  );
  await keepCheck(tx, version.id, { fullAt: course.fullAt ?? now, now });
  return {
    before: before && { level: before.level as Level, flag: before.flag, score: before.score },
    after,
    isRevoked,
  };
}

/** A step: until when it is good, after a check that found all as it was. */
export async function refreshCourse(tx: Tx, version: Version): Promise<void> {
  const { columns } = await courseOf(tx, version.id, await newestEvaluations(tx, version));
  await tx.versionTrust.update({
    where: { versionId: version.id },
    data: columns,
    select: { versionId: true },
  });
}

const columnsOf = (trust: EntryTrust) => ({
  level: trust.level,
  kind: trust.kind,
  flag: trust.flag,
  staleSince: trust.staleSince,
  score: trust.score,
  coverageEvaluated: trust.coverage.evaluated,
  coverageApplicable: trust.coverage.applicable,
  risk: trust.risk,
  ruleSet: trust.ruleSet,
  evaluatedAt: trust.evaluatedAt,
  options: trust.options,
  assessed: trust.assessed,
});

const BEFORE = {
  level: true,
  flag: true,
  score: true,
  ruleSet: true,
  droppedFrom: true,
  droppedAt: true,
  previousRuleSet: true,
  previousLevel: true,
  previousUntil: true,
} as const satisfies Prisma.VersionTrustSelect;
type Before = Prisma.VersionTrustGetPayload<{ select: typeof BEFORE }> | null;

/** A drop is open until the level that was lost is reached again. */
function droppedOf(before: Before, level: Level, now: Date) {
  const from = Math.max(before?.droppedFrom ?? 0, before?.level ?? 0);
  if (before === null || level >= from) return { droppedFrom: null, droppedAt: null };
  return { droppedFrom: from, droppedAt: level < before.level ? now : before.droppedAt };
}

/** Days for which a level of the rules before is shown beside that of the rules now. */
const SIDE_BY_SIDE_DAYS = 14;
const NO_PREVIOUS = { previousRuleSet: null, previousLevel: null, previousUntil: null };

function previousOf(before: Before, ruleSet: string, now: Date) {
  if (before === null) return NO_PREVIOUS;
  if (before.ruleSet !== ruleSet)
    return {
      previousRuleSet: before.ruleSet,
      previousLevel: before.level,
      previousUntil: new Date(now.getTime() + SIDE_BY_SIDE_DAYS * 86_400_000),
    };
  const { previousRuleSet, previousLevel, previousUntil } = before;
  return previousUntil !== null && previousUntil > now
    ? { previousRuleSet, previousLevel, previousUntil }
    : NO_PREVIOUS;
}
