import { randomUUID } from "node:crypto";
import { storableText } from "#lib/catalog/core/document-text.ts";
import type { Tx } from "#lib/db/client.ts";
import type { EvidenceRecord } from "./collect/reach.ts";
import type { Evaluation, Past } from "./core/evaluate.ts";
import type { ControlResult } from "./core/result.ts";
import { evaluationColumns, evidenceUseRow, findingRows, resultRow } from "./evaluation-rows.ts";
import type { Scanned } from "./scanned.ts";
import type { Trigger } from "./schemas.ts";

export type Concluded = {
  about: { serverId: string; serverName: string; versionId: string; version: string };
  option: string;
  artifact: Scanned["artifact"];
  digestSeen: boolean;
  ruleSet: string;
  trigger: Trigger;
  startedAt: string;
  at: string;
  results: readonly ControlResult[];
  evidence: readonly EvidenceRecord[];
  evaluation: Evaluation;
  previousId: string | null;
  past: Past;
  /** The past that it began with, where the previous evaluation does not say it. */
  began: Past | null;
};

/** A step: one evaluation with everything that it rests on. */
export async function writeEvaluation(tx: Tx, concluded: Concluded): Promise<string> {
  const { about, artifact, results, evidence } = concluded;
  const id = randomUUID();
  await tx.trustEvaluation.create({
    data: {
      id,
      ...about,
      option: concluded.option,
      kind: artifact.kind,
      name: artifact.name,
      artifactVersion: artifact.version === null ? null : storableText(artifact.version),
      digest: artifact.digest,
      digestSeen: concluded.digestSeen,
      ruleSet: concluded.ruleSet,
      trigger: concluded.trigger,
      startedAt: concluded.startedAt,
      finishedAt: concluded.at,
      ...evaluationColumns(concluded.evaluation),
      previousId: concluded.previousId,
      past: concluded.past,
      ...(concluded.began === null ? {} : { began: concluded.began }),
    },
    select: { id: true },
  });
  await tx.trustControlResult.createMany({
    data: results.map((result, position) => resultRow(id, result, position)),
  });
  const findings = results.flatMap((result) => findingRows(id, result));
  if (findings.length > 0) await tx.trustFinding.createMany({ data: findings });
  await keepEvidence(tx, evidence, concluded.at);
  if (evidence.length > 0)
    await tx.trustEvidenceUse.createMany({
      data: evidence.map((record, position) => evidenceUseRow(id, record, position)),
    });
  return id;
}

/** What was kept before stays as it is. In one order, so that two at once do not block each other. */
async function keepEvidence(
  tx: Tx,
  evidence: readonly EvidenceRecord[],
  keptAt: string,
): Promise<void> {
  // With a body before without, where one thing was read in both ways.
  const first = [...evidence].sort(
    (one, other) =>
      one.sha256.localeCompare(other.sha256) ||
      Number(one.body === null) - Number(other.body === null),
  );
  const each = first.filter(({ sha256 }, at) => first[at - 1]?.sha256 !== sha256);
  if (each.length === 0) return;
  await tx.trustEvidence.createMany({
    data: each.map(({ sha256, mediaType, sizeBytes, body }) => ({
      sha256,
      mediaType: storableText(mediaType.slice(0, 200)),
      sizeBytes,
      body: body === null ? null : new Uint8Array(body),
      keptAt,
    })),
    skipDuplicates: true,
  });
}
