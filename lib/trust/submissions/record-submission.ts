import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import type { Tx } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { evaluate, type Evaluation } from "../core/evaluate.ts";
import { remember } from "../core/past.ts";
import { RULE_SET } from "../core/words.ts";
import { entryTrust } from "../entry-trust.ts";
import { keptResults, standOf } from "../evaluation-rows.ts";
import { findPast, type Found } from "../find-past.ts";
import { artifactKey, requireSameOption } from "../install-options.ts";
import { newestEvaluations } from "../project-trust.ts";
import type { Scanned, ScanReference } from "../scanned.ts";
import type { Trigger } from "../schemas.ts";
import { keepSnapshot } from "../tools/keep-snapshot.ts";
import { writeEvaluation } from "../write-evaluation.ts";
import type { Submission } from "./find-submission.ts";

type Scan = {
  submission: Submission;
  option: string;
  trigger: Trigger;
  reference: ScanReference;
  scanned: Scanned;
};
type Recorded = {
  result: { id: string; evaluation: Evaluation; quarantined: boolean };
  audit: AuditEntry[];
};

/**
 * A step: keeps what a scan brought of the document of a request, which must be locked. Nobody is
 * offered it yet, so nothing is told, waived or quarantined.
 * @throws AppError `conflict` where a newer evaluation is there.
 */
export async function recordSubmission(tx: Tx, scan: Scan): Promise<Recorded> {
  const { submission, option, trigger, reference, scanned } = scan;
  const { versionId, serverId, serverName, version } = submission;
  const document = documentOf(submission.document);
  requireSameOption(document, option, reference);
  const artifact = { ...scanned.artifact, kind: reference.kind, name: reference.name };
  const at = new Date(scanned.finishedAt).toISOString();
  const found = await findPast(tx, { versionId, option, artifact, ruleSet: RULE_SET });
  if (found.newest !== null && found.newest >= new Date(at))
    throw new AppError("conflict", "A newer evaluation of this artifact is there already.");
  const results = keptResults(scanned.results);
  const { past } = found;
  const evaluation = evaluate({ kind: artifact.kind, subject: "entry", at, results, past });
  const id = await writeEvaluation(tx, {
    about: { serverId, serverName, versionId, version },
    option,
    artifact: { ...artifact, digest: found.digest },
    digestSeen: artifact.digest !== null,
    ruleSet: RULE_SET,
    trigger,
    startedAt: scanned.startedAt,
    at,
    results,
    evidence: scanned.evidence,
    evaluation,
    previousId: found.previous?.id ?? null,
    past: remember(past, { at, results }, evaluation),
    began: null,
  });
  const place = { versionId, option, kind: artifact.kind, name: artifact.name };
  if (scanned.tools !== null)
    await keepSnapshot(tx, { place, evaluationId: id, at, tools: scanned.tools });
  await noteScanned(tx, submission, at);
  const result = { id, evaluation, quarantined: false };
  return { result, audit: [entryOf(scan, found, result)] };
}

/** Only what was looked at in every way to install it counts as scanned. */
async function noteScanned(tx: Tx, submission: Submission, at: string): Promise<void> {
  const { requestId, checksum, versionId, document } = submission;
  const newest = await newestEvaluations(tx, { id: versionId, document: documentOf(document) });
  const trust = entryTrust(newest.map(({ row }) => (row === null ? null : standOf(row))));
  if (trust === null || trust.assessed < trust.options) return;
  await tx.trustSubmission.update({
    where: { requestId_checksum: { requestId, checksum } },
    data: { scannedAt: at },
    select: { versionId: true },
  });
}

function entryOf(
  { submission, option, reference, trigger }: Scan,
  { digest }: Found,
  { id, evaluation }: Recorded["result"],
): AuditEntry {
  const { floor, ceiling, level, flag, score, risk } = evaluation;
  return {
    action: "trust.evaluate",
    targetKind: "request",
    targetId: submission.requestId,
    before: null,
    after: {
      version: submission.version,
      level,
      flag,
      score,
      ruleSet: RULE_SET,
      trigger,
      evaluation: {
        ...{ id, option, artifact: artifactKey(reference), digest },
        ...{ floor, ceiling, level, flag, score, risk },
      },
    },
  };
}
