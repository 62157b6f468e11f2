import type { ServerView } from "#lib/catalog/get-server.ts";
import type { ServerCard } from "#lib/catalog/server-card.ts";

/** A server in a list. */
export function serverSummaryJson(server: ServerCard) {
  return {
    name: server.name,
    title: server.title,
    description: server.description,
    lifecycle: server.lifecycle,
    quarantined: server.quarantined,
    revoked: server.revoked,
    classification: server.classification,
    deploymentModel: server.deploymentModel,
    origin: server.origin,
    categories: server.categories,
    ownerTeam: server.ownerTeam,
    latestVersion: server.latestVersion,
    newestVersion: server.newestVersion,
    lastReleaseAt: server.lastReleaseAt,
    versionCount: server.versionCount,
    toolCount: server.toolCount,
    packageTypes: server.packageTypes,
    transports: server.transports,
    trust: server.trust,
  };
}

/** One server, without the stamps of the console's forms. */
export function serverJson(server: ServerView) {
  return {
    id: server.id,
    name: server.name,
    title: server.title,
    description: server.description,
    lifecycle: server.lifecycle,
    statusMessage: server.statusMessage,
    quarantine: server.quarantine,
    revocation: server.revocation,
    classification: server.classification,
    deploymentModel: server.deploymentModel,
    origin: server.origin,
    categories: server.categories,
    tags: server.tags,
    ownerTeam: server.owner ? { slug: server.owner.slug, name: server.owner.name } : null,
    deputy: server.deputy,
    visibility: server.visibility,
    visibleTeams: server.visibleTeams,
    exposed: server.exposed,
    supportContact: server.supportContact,
    supportChannel: server.supportChannel,
    documentation: server.documentation,
    websiteUrl: server.websiteUrl,
    repositoryUrl: server.repositoryUrl,
    source: server.source,
    createdAt: server.createdAt,
    lastReleaseAt: server.lastReleaseAt,
    latestVersion: server.latestVersion,
    newestVersion: server.newestVersion,
    versionCount: server.versionCount,
    toolCount: server.toolCount,
    deploymentCount: server.deploymentCount,
    current: currentJson(server.current),
    allowed: server.allowed,
  };
}

function currentJson(current: ServerView["current"]) {
  if (current === null) return null;
  const { version, lifecycle, publishedAt, approvedAt, checksum, document } = current;
  return { version, lifecycle, publishedAt, approvedAt, checksum, document };
}
