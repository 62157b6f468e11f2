import type { RequestView } from "#lib/requests/get-request.ts";
import type { RequestSummary } from "#lib/requests/request-view.ts";

/** A request in a list. Dates become ISO text when they are written. */
export function requestSummaryJson(request: RequestSummary) {
  return {
    id: request.id,
    number: request.number,
    kind: request.kind,
    state: request.state,
    title: request.title,
    serverName: request.serverName,
    revision: request.revision,
    riskTier: request.tier,
    urgency: request.urgency,
    requester: request.requester,
    assignee: request.assignee,
    ownerTeam: request.ownerTeam,
    requiredApprovals: request.requiredApprovals,
    approvals: request.approvals,
    comments: request.comments,
    submittedAt: request.submittedAt,
    updatedAt: request.updatedAt,
    responseDueAt: request.responseDueAt,
    respondedAt: request.respondedAt,
    decisionDueAt: request.decisionDueAt,
    decidedAt: request.decidedAt,
    targetDate: request.targetDate,
    paused: request.paused,
    overdue: request.overdue,
  };
}

/** One request, without what only the page of its reader needs. */
export function requestJson(request: RequestView) {
  const { change } = request;
  return {
    ...requestSummaryJson(request),
    justification: request.justification,
    dataTouched: request.dataTouched,
    usedBy: request.usedBy,
    computedTier: request.computedTier,
    raised: request.raised,
    riskReasons: request.riskReasons,
    riskPoints: request.riskPoints,
    policyVersion: request.policyVersion,
    payload: request.payload,
    evidence: request.evidence,
    digest: request.digest,
    change: {
      document: change.json,
      version: change.version,
      against: change.against,
      differences: change.diff?.changes ?? null,
      tools: change.tools,
      parts: change.parts.map(({ name, key, status }) => ({
        ...{ name, key, status },
        viewed: request.viewed.includes(key),
      })),
      told: change.told,
      seenTools: request.seenTools,
    },
    progress: request.progress,
    dataOwner: request.dataOwner,
    decisions: request.decisions,
    trust: request.trust,
    thread: request.threads,
    checklist: request.checklist,
    watching: request.watching,
    allowed: request.allowed,
    capacities: request.capacities,
    approvesAs: request.approvesAs,
    whyNot: request.whyNot,
    needsFreshSignIn: request.needsFreshSignIn,
    history: request.history,
  };
}
