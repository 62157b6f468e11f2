import type { DeploymentView } from "#lib/catalog/list-deployments.ts";
import type { OwnershipView } from "#lib/ownership/get-ownership.ts";
import type { ConsumerView } from "#lib/retirements/consumer-view.ts";
import type { RetirementView } from "#lib/retirements/get-retirement.ts";

export function deploymentJson(deployment: DeploymentView) {
  return {
    id: deployment.id,
    environment: deployment.environment,
    model: deployment.model,
    provider: deployment.provider,
    region: deployment.region,
    residency: deployment.residency,
    address: deployment.address,
    operatedBy: deployment.operatedBy,
    status: deployment.status,
    version: deployment.version,
    violation: deployment.violation,
    updatedAt: deployment.updatedAt,
  };
}

export function ownershipJson(ownership: OwnershipView) {
  return {
    name: ownership.name,
    team: ownership.team,
    responsible: ownership.responsible,
    deputy: ownership.deputy,
    attestedAt: ownership.attestedAt,
    attestationDueAt: ownership.attestationDueAt,
    exceptedUntil: ownership.exceptedUntil,
    unownedSince: ownership.unownedSince,
    freezesAt: ownership.freezesAt,
  };
}

export function retirementJson(campaign: RetirementView) {
  return {
    id: campaign.id,
    serverName: campaign.serverName,
    ownerTeam: campaign.ownerTeam,
    state: campaign.state,
    reason: campaign.reason,
    successor: campaign.successor,
    toolMap: campaign.toolMap,
    announcedAt: campaign.announcedAt,
    deprecatesAt: campaign.deprecatesAt,
    brownoutAt: campaign.brownoutAt,
    retiresAt: campaign.retiresAt,
    endedAt: campaign.endedAt,
    next: campaign.next,
    progress: campaign.progress,
    consumers: campaign.consumers.map(consumerJson),
    blockers: campaign.blockers,
    allowed: campaign.allowed,
  };
}

function consumerJson(consumer: ConsumerView) {
  return {
    id: consumer.id,
    label: consumer.label,
    teamSlug: consumer.teamSlug,
    answer: consumer.answer,
    note: consumer.note,
    answeredBy: consumer.answeredBy,
    answeredAt: consumer.answeredAt,
    extendUntil: consumer.extendUntil,
    extension: consumer.extension,
    stillConnecting: consumer.stillConnecting,
    mine: consumer.mine,
  };
}
