import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { quarantine } from "#lib/operations/quarantine-step.ts";
import type { EvidenceRecord } from "./collect/reach.ts";
import { evaluate, NO_PAST, type Evaluation, type Past } from "./core/evaluate.ts";
import { remember } from "./core/past.ts";
import type { ControlResult } from "./core/result.ts";
import { newDangers } from "./dangers.ts";
import { applyWaivers } from "./waivers/apply-waivers.ts";
import { findPast, type Found } from "./find-past.ts";
import { followFall } from "./follow-fall.ts";
import { artifactKey } from "./install-options.ts";
import type { LockedVersion } from "./lock-version.ts";
import { projectTrust, type Projected } from "./project-trust.ts";
import type { Scanned, ScanReference } from "./scanned.ts";
import type { Trigger } from "./schemas.ts";
import { tellDrop } from "./tell-drop.ts";
import { writeEvaluation } from "./write-evaluation.ts";

export type Conclusion = {
  version: LockedVersion;
  document: JsonObject;
  option: string;
  reference: ScanReference;
  /** Its digest is null where it could not be read. */
  artifact: Scanned["artifact"];
  ruleSet: string;
  trigger: Trigger;
  /** RFC 3339, UTC. */
  startedAt: string;
  at: string;
  results: readonly ControlResult[];
  evidence: readonly EvidenceRecord[];
  /** Where the caller has looked it up already. */
  found?: Found;
  /** When all of it was last read, where that was before (RFC 3339, UTC). */
  seenAt?: string;
};

type Concluded = {
  result: { id: string; evaluation: Evaluation; quarantined: boolean };
  audit: AuditEntry[];
};

/**
 * A step: an evaluation of one install option and what follows from it: how the version stands now, a
 * word to the owners when it fell, and a quarantine for what must not be used any more.
 */
export async function concludeOption(
  tx: Tx,
  ctx: Context,
  conclusion: Conclusion,
): Promise<Concluded> {
  const { version, document, option, artifact, ruleSet, at } = conclusion;
  const { server, id: versionId } = version;
  const found = conclusion.found ?? (await findPast(tx, { versionId, option, artifact, ruleSet }));
  const applied = await applyWaivers(tx, ctx, { ...conclusion, found });
  const { results, past, unwaived } = applied;
  const evaluation = evaluate({ kind: artifact.kind, subject: "entry", at, results, past });
  const id = await writeEvaluation(tx, {
    about: { serverId: server.id, serverName: server.name, versionId, version: version.version },
    option,
    artifact: { ...artifact, digest: found.digest },
    digestSeen: artifact.digest !== null,
    ruleSet,
    trigger: conclusion.trigger,
    startedAt: conclusion.startedAt,
    at,
    results,
    evidence: conclusion.evidence,
    evaluation,
    previousId: found.previous?.id ?? null,
    past: remember(past, { at: conclusion.seenAt ?? at, results, ...unwaived }, evaluation),
    began: found.isConfirmed || past !== found.past ? past : null,
  });
  const projected = await projectTrust(tx, { id: versionId, document }, ctx.now);
  const said = { ...conclusion, id, found, evaluation, projected };
  const followed = await actOn(tx, ctx, { ...said, results });
  return {
    result: { id, evaluation, quarantined: followed.some(({ action }) => action === QUARANTINE) },
    audit: [entryOf(said), ...applied.audit, ...followed],
  };
}

const QUARANTINE = "server.quarantine";

type Outcome = {
  version: LockedVersion;
  trigger: Trigger;
  results: readonly ControlResult[];
  found: Found;
  projected: Projected;
};

const ON_OFFER: ReadonlySet<string> = new Set(["approved", "deprecated"]);

/** What an evaluation sets going; versions that nobody is offered need neither. */
async function actOn(tx: Tx, ctx: Context, outcome: Outcome): Promise<AuditEntry[]> {
  const { version, results, projected } = outcome;
  const { before, after, isRevoked } = projected;
  const { server } = version;
  if (!ON_OFFER.has(version.lifecycle)) return [];
  if (before !== null && after.level < before.level && isNews(outcome))
    await tellDrop(tx, ctx, {
      server,
      version: version.version,
      kind: after.kind,
      from: before.level,
      to: after.level,
      results,
    });
  // The list of revocations withholds the version by itself; the server's other versions go on.
  const told = isRevoked ? results.filter(({ control }) => control !== "RG-05") : results;
  const dangers = newDangers(told, pastSinceApproval(outcome));
  const fell = { version, results, projected, isHeld: server.quarantinedAt !== null };
  if (dangers.length === 0 || fell.isHeld) return followFall(tx, ctx, fell);
  const reason = `Version ${version.version}, found by a trust scan: ${dangers.join(" ")}`;
  const held = await quarantine(tx, ctx, { server, reason: reason.slice(0, 2_000) });
  return [held, ...(await followFall(tx, ctx, { ...fell, isHeld: true }))];
}

/** Nobody looks at older versions again, so that all of them run out. */
const isNews = ({ version, trigger }: Outcome) => version.isLatest || trigger !== "expired";

/** What was known before the version was on offer has stopped nobody yet. */
function pastSinceApproval({ version: { approvedAt }, found }: Outcome): Past {
  const { previous, past } = found;
  const isOlder = previous !== null && approvedAt !== null && previous.finishedAt < approvedAt;
  return isOlder ? NO_PAST : past;
}

type Said = Omit<Conclusion, "found"> & {
  id: string;
  found: Found;
  evaluation: Evaluation;
  projected: Projected;
};

function entryOf(said: Said): AuditEntry {
  const { id, version, option, reference, ruleSet, trigger, found, evaluation, projected } = said;
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
      ruleSet,
      trigger,
      evaluation: {
        id,
        option,
        artifact: artifactKey(reference),
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
