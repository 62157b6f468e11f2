import type { Db } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { EvidenceRecord } from "../collect/reach.ts";
import type { Past } from "../core/evaluate.ts";
import type { ControlResult } from "../core/result.ts";
import { withConfirmed } from "../core/validity.ts";
import type { ArtifactKind } from "../core/words.ts";
import { pastOf, RESULT_SELECT, resultOf } from "../evaluation-rows.ts";
import { confirmedPast } from "../find-past.ts";
import { newestEvaluations } from "../project-trust.ts";
import type { Scanned, ScanReference } from "../scanned.ts";
import { confirmedOf } from "./check-rows.ts";

/** The newest evaluation of an install option, as far as another one can rest on it. */
export type StoredOption = {
  evaluationId: string;
  option: string;
  reference: ScanReference;
  /** Its digest is null where it was not seen the last time either. */
  artifact: Scanned["artifact"];
  digest: string | null;
  ruleSet: string;
  level: number;
  finishedAt: Date;
  /** With the time at which they were last found to be so. */
  results: ControlResult[];
  /** What it left, and the checks that confirmed it. */
  past: Past;
  /** Without what was read, but for its digest. */
  evidence: EvidenceRecord[];
};

const SELECT = {
  id: true,
  option: true,
  kind: true,
  name: true,
  artifactVersion: true,
  digest: true,
  digestSeen: true,
  ruleSet: true,
  level: true,
  flag: true,
  finishedAt: true,
  past: true,
  results: { orderBy: { position: "asc" }, select: RESULT_SELECT },
  evidence: {
    orderBy: { position: "asc" },
    select: {
      sha256: true,
      kind: true,
      source: true,
      fetchedAt: true,
      httpStatus: true,
      evidence: { select: { mediaType: true, sizeBytes: true } },
    },
  },
} as const satisfies Prisma.TrustEvaluationSelect;
type Row = Prisma.TrustEvaluationGetPayload<{ select: typeof SELECT }>;

/** A step: what is kept of each install option of a version that was ever evaluated. */
export async function storedOptions(
  db: Db,
  version: { id: string; document: JsonObject },
): Promise<StoredOption[]> {
  const newest = await newestEvaluations(db, version);
  const confirmed = await confirmedOf(db, version.id);
  const rows = await db.trustEvaluation.findMany({
    where: { id: { in: newest.flatMap(({ row }) => row?.id ?? []) } },
    select: SELECT,
  });
  const stored: StoredOption[] = [];
  for (const { option, row } of newest) {
    const found = rows.find(({ id }) => id === row?.id);
    const { reference } = option;
    if (found === undefined || reference === null) continue;
    const kind = found.kind as ArtifactKind;
    const results = withConfirmed(found.results.map(resultOf), { kind, confirmed });
    const { flag, finishedAt } = found;
    const left = { past: pastOf(found.past), flag, finishedAt };
    const past = await confirmedPast(db, version.id, left);
    stored.push({ ...storedOf(found), reference, results, past });
  }
  return stored;
}

const storedOf = (row: Row) => ({
  evaluationId: row.id,
  option: row.option,
  artifact: {
    kind: row.kind as ArtifactKind,
    name: row.name,
    version: row.artifactVersion,
    digest: row.digestSeen ? row.digest : null,
  },
  digest: row.digest,
  ruleSet: row.ruleSet,
  level: row.level,
  finishedAt: row.finishedAt,
  evidence: row.evidence.map(({ evidence, fetchedAt, ...use }) => ({
    ...use,
    ...evidence,
    fetchedAt: fetchedAt.toISOString(),
    body: null,
  })),
});
