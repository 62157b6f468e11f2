import type { Db, Tx } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { NO_PAST, type Past } from "./core/evaluate.ts";
import type { ArtifactKind } from "./core/words.ts";
import { pastOf } from "./evaluation-rows.ts";
import { confirmedOf } from "./recheck/check-rows.ts";

type Asked = {
  versionId: string;
  option: string;
  artifact: { kind: ArtifactKind; name: string; digest: string | null };
  ruleSet: string;
};

export type Found = {
  /** The digest that the evaluation is about: as it was seen, else as it was last seen. */
  digest: string | null;
  past: Past;
  /** Whether checks have confirmed the previous evaluation since, so that its past is younger than it says. */
  isConfirmed: boolean;
  /** The evaluation that left this past. */
  previous: { id: string; finishedAt: Date } | null;
  /** The newest evaluation of this option, of whatever digest. */
  newest: Date | null;
};

const SELECT = {
  id: true,
  digest: true,
  ruleSet: true,
  flag: true,
  finishedAt: true,
  past: true,
} as const;

/** What stands before the first dot of the rules' version: what a level means. */
const majorOf = (ruleSet: string) => ruleSet.replace(/(\/[a-z]+-\d+).*$/, "$1");

/**
 * A step: what earlier evaluations of the same digest under the same major of the rule set left.
 * A package whose digest could not be read is taken for the one that was last read: an unreachable
 * registry says nothing about the artifact.
 */
export async function findPast(tx: Tx, asked: Asked): Promise<Found> {
  const { versionId, option, artifact, ruleSet } = asked;
  const { kind, name } = artifact;
  const where = { versionId, option, kind, name };
  const newest = await tx.trustEvaluation.findFirst({
    where,
    orderBy: { finishedAt: "desc" },
    select: SELECT,
  });
  const digest = artifact.digest ?? newest?.digest ?? null;
  const previous = await tx.trustEvaluation.findFirst({
    where: { ...where, digest, ruleSet: { startsWith: `${majorOf(ruleSet)}.` } },
    orderBy: { finishedAt: "desc" },
    select: SELECT,
  });
  const isNewest = previous !== null && previous.id === newest?.id;
  return {
    digest,
    ...(await pastLeft(tx, versionId, { previous, isNewest })),
    previous: previous && { id: previous.id, finishedAt: previous.finishedAt },
    newest: newest?.finishedAt ?? null,
  };
}

type Row = Prisma.TrustEvaluationGetPayload<{ select: typeof SELECT }>;

/** Checks are about the newest evaluation. */
async function pastLeft(
  tx: Tx,
  versionId: string,
  { previous, isNewest }: { previous: Row | null; isNewest: boolean },
): Promise<Pick<Found, "past" | "isConfirmed">> {
  if (previous === null) return { past: NO_PAST, isConfirmed: false };
  const left = pastOf(previous.past);
  if (!isNewest) return { past: left, isConfirmed: false };
  const past = await confirmedPast(tx, versionId, { ...previous, past: left });
  return { past, isConfirmed: past !== left };
}

type Left = { past: Past; flag: string; finishedAt: Date };

/** A step: the past that an evaluation left, as the checks of its version have confirmed it since. */
export const confirmedPast = async (db: Db, versionId: string, left: Left): Promise<Past> =>
  pastSince((await confirmedOf(db, versionId)).daily, left);

/**
 * A complete evaluation that a check has found unchanged was complete then too: days of grace begin
 * with the last time that all was seen, written down or not.
 * @param daily When checks last found all as it was; null: never. RFC 3339, UTC.
 */
export function pastSince(daily: string | null, { past, flag, finishedAt }: Left): Past {
  const { complete } = past;
  if (complete === null || flag !== "complete" || daily === null) return past;
  return Date.parse(daily) <= finishedAt.getTime()
    ? past
    : { ...past, complete: { ...complete, at: daily } };
}
