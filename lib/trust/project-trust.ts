import type { Tx } from "#lib/db/client.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Level } from "./core/words.ts";
import { entryTrust, type EntryTrust } from "./entry-trust.ts";
import { STAND_SELECT, standOf } from "./evaluation-rows.ts";
import { installOptions } from "./install-options.ts";

export type Projected = {
  before: { level: Level; flag: string; score: number | null } | null;
  after: EntryTrust;
};

type Version = { id: string; document: JsonObject };

/** The newest evaluation of each option that this document still has as it was. */
export async function newestEvaluations(tx: Tx, { id, document }: Version) {
  const options = installOptions(document);
  const rows = await tx.trustEvaluation.findMany({
    where: { versionId: id },
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
  const after = entryTrust(newest.map(({ row }) => (row === null ? null : standOf(row))));
  if (after === null) throw new TypeError("A version was evaluated and has no evaluation.");
  const before = await tx.versionTrust.findUnique({
    where: { versionId: version.id },
    select: { level: true, flag: true, score: true, droppedFrom: true, droppedAt: true },
  });
  const data = { ...columnsOf(after), ...droppedOf(before, after.level, now) };
  await tx.versionTrust.upsert({
    where: { versionId: version.id },
    create: { versionId: version.id, ...data },
    update: data,
    select: { versionId: true },
  });
  return {
    before: before && { level: before.level as Level, flag: before.flag, score: before.score },
    after,
  };
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

type Before = { level: number; droppedFrom: number | null; droppedAt: Date | null } | null;

/** A drop is open until the level that was lost is reached again. */
function droppedOf(before: Before, level: Level, now: Date) {
  const from = Math.max(before?.droppedFrom ?? 0, before?.level ?? 0);
  if (before === null || level >= from) return { droppedFrom: null, droppedAt: null };
  return { droppedFrom: from, droppedAt: level < before.level ? now : before.droppedAt };
}
