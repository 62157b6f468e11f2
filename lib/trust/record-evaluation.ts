import { z } from "zod";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { quarantine } from "#lib/operations/quarantine-step.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { evaluate, NO_PAST, type Evaluation, type Past } from "./core/evaluate.ts";
import { remember } from "./core/past.ts";
import type { ControlResult } from "./core/result.ts";
import { RULE_SET } from "./core/words.ts";
import { newDangers } from "./dangers.ts";
import { keptResults } from "./evaluation-rows.ts";
import { findPast, type Found } from "./find-past.ts";
import { artifactKey, installOptions } from "./install-options.ts";
import { projectTrust, type Projected } from "./project-trust.ts";
import type { Scanned, ScanReference } from "./scanned.ts";
import { InstallOptionPlace, TRIGGERS } from "./schemas.ts";
import { tellDrop } from "./tell-drop.ts";
import { writeEvaluation } from "./write-evaluation.ts";

/** Our own processes pass it on: what a scan brought is typed already. */
const RecordEvaluationInput = z.object({
  versionId: z.uuid(),
  option: InstallOptionPlace,
  trigger: z.enum(TRIGGERS),
  /** What was asked for: the version's document may have changed while it was scanned. */
  reference: z.custom<ScanReference>(),
  scanned: z.custom<Scanned>(),
});

const VERSION = {
  id: true,
  version: true,
  document: true,
  lifecycle: true,
  approvedAt: true,
  server: {
    select: { id: true, name: true, title: true, ownerTeamId: true, quarantinedAt: true },
  },
} as const;

export type Recorded = { id: string; evaluation: Evaluation; quarantined: boolean };

/**
 * Keeps what a scan of one install option brought and what follows from it: the evaluation with its
 * evidence, how the version stands now, a word to the owners when it fell, and a quarantine for what
 * must not be used any more. For the worker.
 * @throws AppError `conflict` when the document has changed meanwhile or a newer evaluation is there.
 */
export const recordEvaluation = defineCommand({
  name: "recordEvaluation",
  permission: "identity.resolve",
  input: RecordEvaluationInput,

  async run(tx, ctx, { versionId, option, trigger, reference, scanned }) {
    const version = await lockVersion(tx, versionId);
    const document = documentOf(version.document);
    requireSame(document, option, reference);
    // What it is called is what was asked for, however the source spells it.
    const artifact = { ...scanned.artifact, kind: reference.kind, name: reference.name };
    const at = new Date(scanned.finishedAt).toISOString();
    const found = await findPast(tx, { versionId, option, artifact, ruleSet: RULE_SET });
    if (found.newest !== null && found.newest >= new Date(at))
      throw new AppError("conflict", "A newer evaluation of this artifact is there already.");

    const results = keptResults(scanned.results);
    const { past } = found;
    const evaluation = evaluate({ kind: artifact.kind, subject: "entry", at, results, past });
    const { server } = version;
    const id = await writeEvaluation(tx, {
      about: { serverId: server.id, serverName: server.name, versionId, version: version.version },
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
    });
    const projected = await projectTrust(tx, { id: versionId, document }, ctx.now);
    const audit = [
      entryOf({
        id,
        version,
        option,
        artifact: artifactKey(reference),
        found,
        evaluation,
        projected,
      }),
      ...(await actOn(tx, ctx, { version, results, found, projected })),
    ];
    return { result: { id, evaluation, quarantined: audit.length > 1 } satisfies Recorded, audit };
  },
});

async function lockVersion(tx: Tx, versionId: string) {
  // INVARIANT: one evaluation of a server is recorded at a time, so that the last one counts them all.
  await tx.$queryRaw`
    SELECT 1 FROM "Server" s JOIN "ServerVersion" v ON v."serverId" = s."id"
    WHERE v."id" = ${versionId}::uuid FOR UPDATE OF s`;
  const version = await tx.serverVersion.findUnique({ where: { id: versionId }, select: VERSION });
  if (!version) throw new AppError("not_found", "There is no such version any more.");
  return version;
}

type Version = Awaited<ReturnType<typeof lockVersion>>;

function requireSame(
  document: ReturnType<typeof documentOf>,
  option: string,
  reference: ScanReference,
): void {
  const now = installOptions(document).find((one) => one.option === option)?.reference ?? null;
  if (now !== null && artifactKey(now) === artifactKey(reference)) return;
  throw new AppError("conflict", "The version's document has changed while it was scanned.");
}

type Outcome = {
  version: Version;
  results: readonly ControlResult[];
  found: Found;
  projected: Projected;
};

const ON_OFFER: ReadonlySet<string> = new Set(["approved", "deprecated"]);

/** What an evaluation sets going; versions that nobody is offered need neither. */
async function actOn(tx: Tx, ctx: Context, outcome: Outcome): Promise<AuditEntry[]> {
  const { version, results, projected } = outcome;
  const { before, after } = projected;
  const { server } = version;
  if (!ON_OFFER.has(version.lifecycle)) return [];
  if (before !== null && after.level < before.level)
    await tellDrop(tx, ctx, {
      server,
      version: version.version,
      kind: after.kind,
      from: before.level,
      to: after.level,
      results,
    });
  const dangers = newDangers(results, pastSinceApproval(outcome));
  if (dangers.length === 0 || server.quarantinedAt !== null) return [];
  const reason = `Version ${version.version}, found by a trust scan: ${dangers.join(" ")}`;
  return [await quarantine(tx, ctx, { server, reason: reason.slice(0, 2_000) })];
}

/** What was known before the version was on offer has stopped nobody yet. */
function pastSinceApproval({ version: { approvedAt }, found }: Outcome): Past {
  const { previous, past } = found;
  const isOlder = previous !== null && approvedAt !== null && previous.finishedAt < approvedAt;
  return isOlder ? NO_PAST : past;
}

type Said = {
  id: string;
  version: Version;
  option: string;
  artifact: string;
  found: Found;
  evaluation: Evaluation;
  projected: Projected;
};

function entryOf({
  id,
  version,
  option,
  artifact,
  found,
  evaluation,
  projected,
}: Said): AuditEntry {
  const { floor, ceiling, level, flag, score, risk } = evaluation;
  const { before, after } = projected;
  return {
    action: "trust.evaluate",
    targetKind: "server",
    targetId: version.server.id,
    before: before && { version: version.version, ...before },
    after: {
      version: version.version,
      level: after.level,
      flag: after.flag,
      score: after.score,
      ruleSet: RULE_SET,
      evaluation: {
        id,
        option,
        artifact,
        digest: found.digest,
        floor,
        ceiling,
        level,
        flag,
        score,
        risk,
      },
    },
  };
}
