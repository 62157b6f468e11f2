import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { storableText } from "#lib/catalog/core/document-text.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { isJsonObject } from "#lib/kernel/json.ts";
import { seenOptions } from "#lib/trust/submissions/reviewed-tools.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { tellOf } from "./announce.ts";
import type { Risk } from "./core/risk.ts";
import { isBelow, isEnded, requestNumber, TIER_WORDS } from "./core/words.ts";
import { requestData } from "./load-review-rules.ts";
import { lockRequest, tierOf, type LockedRequest } from "./lock-request.ts";
import { storedDocument, type ProposedDocument } from "./payload.ts";
import { reviewedVersion } from "./reviewed-version.ts";
import { reviewTerms, storedRisk } from "./revise.ts";
import { riskOf } from "./risk-facts.ts";
import { AssessScannedInput } from "./schemas.ts";

/**
 * Requests whose document was scanned get the risk tier that follows from what was found. A tier falls
 * only while nobody has decided: who has voted did so for the tier that they saw. For the worker.
 */
export const assessScanned = defineCommand({
  name: "assessScanned",
  permission: "identity.resolve",
  input: AssessScannedInput,

  async run(tx, ctx, { versionId }) {
    const submissions = await tx.trustSubmission.findMany({
      where: { versionId },
      orderBy: { requestId: "asc" },
      select: { requestId: true, checksum: true },
    });
    if (submissions.length > 0) await noteListed(tx, versionId);
    const audit: AuditEntry[] = [];
    for (const { requestId, checksum } of submissions)
      audit.push(...(await assess(tx, ctx, { requestId, checksum })));
    return { result: { assessed: audit.length }, audit };
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

type Scanned = { requestId: string; checksum: string };

async function assess(tx: Tx, ctx: Context, { requestId, checksum }: Scanned) {
  const request = await lockRequest(tx, ctx, requestId);
  if (isEnded(request.state) || request.state === "draft") return [];
  const row = await tx.requestRevision.findUniqueOrThrow({
    where: { requestId_revision: { requestId, revision: request.revision } },
    select: { payload: true, document: true },
  });
  const document = row.document === null ? null : storedDocument(row.document);
  if (document?.checksum !== checksum) return [];
  const { kind, serverId, serverName, revision } = request;
  const payload = isJsonObject(row.payload) ? row.payload : {};
  const proposal = { serverName, payload, document };
  const risk = await riskOf(tx, { kind, proposal, requestId, serverId, now: ctx.now });
  const decided = await tx.requestDecision.count({ where: { requestId, revision } });
  if (decided > 0) await tellIfOtherTools(tx, ctx, { request, document });
  if (decided > 0 && isBelow(risk.tier, request.riskTier))
    return explainKept(tx, ctx, { request, risk });
  return store(tx, ctx, { request, risk });
}

/** What was found is explained all the same. */
async function explainKept(
  tx: Tx,
  ctx: Context,
  { request, risk }: Assessed,
): Promise<AuditEntry[]> {
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
  return [];
}

/** Whoever has decided learns that a scan has just seen another list than the one they had. */
async function tellIfOtherTools(
  tx: Tx,
  ctx: Context,
  { request, document }: { request: LockedRequest; document: ProposedDocument },
): Promise<void> {
  const { id, serverId, number, title } = request;
  const version = await reviewedVersion(tx, { id, serverId, document }, ctx.now);
  const options = version === null ? [] : await seenOptions(tx, version);
  const changed = options.flatMap(({ seen, earlier }) =>
    seen !== null && earlier !== null && seen.at.getTime() === earlier.since.getTime()
      ? earlier.changes.map(({ tool }) => tool)
      : [],
  );
  if (changed.length === 0) return;
  const named = [...new Set(changed)].slice(0, MOST_NAMED).map(storableText);
  const more = changed.length > named.length ? ", …" : "";
  await tellOf(tx, ctx, {
    request,
    topic: "request.commented",
    title: `${requestNumber(number)}: its tools are others than in the scan before: ${title}`,
    body: `Look at them again before more is decided: ${named.join(", ")}${more}.`,
  });
}

const MOST_NAMED = 5;

type Assessed = { request: LockedRequest; risk: Risk };

async function store(tx: Tx, ctx: Context, { request, risk }: Assessed): Promise<AuditEntry[]> {
  const { id, riskTier, raisedTier } = request;
  const isStillRaised = raisedTier !== null && isBelow(risk.tier, raisedTier);
  const changes = risk.tier === riskTier ? {} : await changedTerms(tx, ctx, { request, risk });
  await tx.request.update({
    where: { id },
    data: {
      riskTier: risk.tier,
      scannedRisk: storedRisk(risk),
      ...(isStillRaised ? {} : { raisedTier: null, raisedById: null, raisedReason: null }),
      ...changes,
      updatedAt: ctx.now,
    },
    select: { id: true },
  });
  if (risk.tier === riskTier) return [];
  await tellIfHigher(tx, ctx, { request, risk });
  return [
    {
      action: "request.assess_risk",
      targetKind: "request",
      targetId: id,
      before: { tier: riskTier },
      after: { tier: risk.tier, revision: request.revision },
    },
  ];
}

/** How many people decide follows from the tier; the policy and the clocks stay those that it was submitted under. */
async function changedTerms(tx: Tx, ctx: Context, { request, risk }: Assessed) {
  const data = await requestData(tx, request.id);
  const {
    responseDueAt: _response,
    decisionDueAt: _decision,
    demo: _demo,
    ...terms
  } = await reviewTerms(tx, ctx, {
    subject: { ...request, data },
    tier: risk.tier,
    policyVersion: request.policyVersion,
  });
  return terms;
}

async function tellIfHigher(tx: Tx, ctx: Context, { request, risk }: Assessed): Promise<void> {
  if (!isBelow(tierOf(request), risk.tier)) return;
  await tellOf(tx, ctx, {
    request,
    topic: "request.commented",
    title: `${requestNumber(request.number)} is now ${TIER_WORDS[risk.tier].label.toLowerCase()}: ${request.title}`,
    body: risk.reasons.find(({ rule }) => rule === "trust")?.text ?? "Its scan has ended.",
  });
}
