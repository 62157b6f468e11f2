import { z } from "zod";
import { documentOf } from "#lib/catalog/server-view.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { concludeOption } from "./conclude-option.ts";
import { RULE_SET } from "./core/words.ts";
import { findPast } from "./find-past.ts";
import { requireSameOption } from "./install-options.ts";
import { lockVersion } from "./lock-version.ts";
import { startChecks } from "./recheck/check-rows.ts";
import type { Scanned, ScanReference } from "./scanned.ts";
import { InstallOptionPlace, TRIGGERS } from "./schemas.ts";
import { lockSubmission } from "./submissions/find-submission.ts";
import { recordSubmission } from "./submissions/record-submission.ts";
import { recordTools } from "./tools/record-tools.ts";

/** Our own processes pass it on: what a scan brought is typed already. */
const RecordEvaluationInput = z.object({
  versionId: z.uuid(),
  option: InstallOptionPlace,
  trigger: z.enum(TRIGGERS),
  /** What was asked for: the version's document may have changed while it was scanned. */
  reference: z.custom<ScanReference>(),
  scanned: z.custom<Scanned>(),
});

/**
 * Keeps what a scan of one install option brought and what follows from it (`concludeOption`), for a
 * version or for the document of a request. For the worker.
 * @throws AppError `conflict` when the document or what is approved of its tools has changed meanwhile,
 * or a newer evaluation is there.
 */
export const recordEvaluation = defineCommand({
  name: "recordEvaluation",
  permission: "identity.resolve",
  input: RecordEvaluationInput,

  async run(tx, ctx, { versionId, option, trigger, reference, scanned }) {
    const submission = await lockSubmission(tx, versionId);
    if (submission !== null)
      return recordSubmission(tx, { submission, option, trigger, reference, scanned });
    const version = await lockVersion(tx, versionId);
    const document = documentOf(version.document);
    requireSameOption(document, option, reference);
    // What it is called is what was asked for, however the source spells it.
    const artifact = { ...scanned.artifact, kind: reference.kind, name: reference.name };
    const at = new Date(scanned.finishedAt).toISOString();
    const found = await findPast(tx, { versionId, option, artifact, ruleSet: RULE_SET });
    if (found.newest !== null && found.newest >= new Date(at))
      throw new AppError("conflict", "A newer evaluation of this artifact is there already.");
    const concluded = await concludeOption(tx, ctx, {
      version,
      document,
      option,
      reference,
      artifact,
      ruleSet: RULE_SET,
      trigger,
      startedAt: scanned.startedAt,
      at,
      results: scanned.results,
      evidence: scanned.evidence,
      found,
    });
    const held = await recordTools(tx, ctx, {
      version,
      place: { versionId, option, kind: artifact.kind, name: artifact.name },
      evaluationId: concluded.result.id,
      at,
      tools: scanned.tools,
    });
    // A scan of some kinds leaves the turns of the others as they are.
    if (trigger !== "daily" && trigger !== "weekly") await startChecks(tx, versionId, ctx.now);
    return { ...concluded, audit: [...concluded.audit, ...held] };
  },
});
