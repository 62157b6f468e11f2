import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { isBelow, isEnded, TIER_WORDS } from "./core/words.ts";
import { lockRequest } from "./lock-request.ts";
import { currentProposal, noteTools } from "./note-tools.ts";
import { storedRisk } from "./revise.ts";
import { riskOf } from "./risk-facts.ts";
import { AssessScannedInput } from "./schemas.ts";
import { storeRisk, type AssessedRequest } from "./store-risk.ts";

/**
 * Requests whose document was scanned get the risk tier that follows from what was found. A tier falls
 * only while nobody has decided: who has voted did so for the tier that they saw. For the worker.
 */
export const assessScanned = defineCommand({
  name: "assessScanned",
  permission: "identity.resolve",
  input: AssessScannedInput,

  async run(tx, ctx, { versionId, isScanOver }) {
    const submissions = await tx.trustSubmission.findMany({
      where: { versionId },
      orderBy: { requestId: "asc" },
      select: { requestId: true, checksum: true },
    });
    if (submissions.length > 0) await noteListed(tx, versionId);
    const audit: AuditEntry[] = [];
    for (const { requestId, checksum } of submissions)
      audit.push(...(await assess(tx, ctx, { requestId, checksum, isScanOver })));
    return { result: { noted: audit.length }, audit };
  },
});

/** Of a version that the catalog has already: what was looked at in full is not scanned again at once. */
async function noteListed(tx: Tx, versionId: string): Promise<void> {
  const trust = await tx.versionTrust.findUnique({
    where: { versionId },
    select: { evaluatedAt: true, options: true, assessed: true },
  });
  if (trust === null || trust.assessed < trust.options) return;
  await tx.trustSubmission.updateMany({
    where: { versionId },
    data: { scannedAt: trust.evaluatedAt },
  });
}

type Scanned = { requestId: string; checksum: string; isScanOver: boolean };

async function assess(tx: Tx, ctx: Context, { requestId, checksum, isScanOver }: Scanned) {
  const locked = await lockRequest(tx, ctx, requestId);
  if (isEnded(locked.state) || locked.state === "draft") return [];
  const proposal = await currentProposal(tx, locked);
  if (proposal.document?.checksum !== checksum) return [];
  const { document } = proposal;
  const { request, audit } = await noteTools(tx, ctx, { request: locked, document });
  const { kind, serverId, revision } = request;
  const risk = await riskOf(tx, {
    ...{ kind, proposal, requestId, serverId, isScanOver },
    now: ctx.now,
  });
  const decided = await tx.requestDecision.count({ where: { requestId, revision } });
  const isKept = decided > 0 && isBelow(risk.tier, request.riskTier);
  if (isKept) await explainKept(tx, ctx, { request, risk });
  return isKept ? audit : [...audit, ...(await storeRisk(tx, ctx, { request, risk }))];
}

/** What was found is explained all the same. */
async function explainKept(
  tx: Tx,
  ctx: Context,
  { request, risk }: AssessedRequest,
): Promise<void> {
  const now = TIER_WORDS[risk.tier].label.toLowerCase();
  const kept = {
    rule: "tier_kept",
    points: 0,
    text: `By these points it would be ${now} now. It stays as it is: somebody has decided for the tier that they saw.`,
  };
  const reasons = [...risk.reasons, kept];
  await tx.request.update({
    where: { id: request.id },
    data: { scannedRisk: storedRisk({ ...risk, reasons }), updatedAt: ctx.now },
    select: { id: true },
  });
}
