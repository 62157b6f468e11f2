import type { Tx } from "#lib/db/client.ts";
import { NO_PAST, type Past } from "./core/evaluate.ts";
import type { ArtifactKind } from "./core/words.ts";
import { pastOf } from "./evaluation-rows.ts";

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
  /** The evaluation that left this past. */
  previous: { id: string; finishedAt: Date } | null;
  /** The newest evaluation of this option, of whatever digest. */
  newest: Date | null;
};

const SELECT = { id: true, digest: true, ruleSet: true, finishedAt: true, past: true } as const;

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
  return {
    digest,
    past: previous === null ? NO_PAST : pastOf(previous.past),
    previous: previous && { id: previous.id, finishedAt: previous.finishedAt },
    newest: newest?.finishedAt ?? null,
  };
}
