import { isJsonObject, parseJsonExact, type JsonObject } from "#lib/kernel/json.ts";
import type { Actor } from "#lib/kernel/actor.ts";
import { allowedServerActions, isOwner, type ServerAction } from "./core/server-powers.ts";
import { stampOf } from "./core/stamp.ts";
import type {
  DataClassification,
  DeploymentModel,
  Origin,
  ServerLifecycle,
  VersionLifecycle,
  Visibility,
} from "./core/words.ts";
import { descriptionStamp } from "./describe-server.ts";
import type { RevocationNote } from "#lib/revocations/core/words.ts";
import { revocationNote, type StoredRevocationNote } from "#lib/revocations/revocation-note.ts";

type TeamRef = { slug: string; name: string; channel: string | null };
/** What the current version was approved for; null where it was approved without a review. */
export type ApprovalView = {
  /** Number of the request, such as R-12. */
  request: string;
  grantedAt: Date;
  expiresAt: Date | null;
  /** By the clock, whether or not the worker has closed it already. */
  ranOut: boolean;
  /** Null: all. */
  allowedTools: string[] | null;
  allowedEnvironments: string[] | null;
  note: string | null;
};
type CurrentVersion = {
  version: string;
  lifecycle: VersionLifecycle;
  publishedAt: Date;
  approvedAt: Date | null;
  checksum: string;
  document: JsonObject;
  readme: string | null;
};

export type ServerView = {
  id: string;
  name: string;
  title: string | null;
  description: string;
  origin: Origin;
  lifecycle: ServerLifecycle;
  statusMessage: string | null;
  quarantine: { at: Date; note: string } | null;
  /** What stops the current version. */
  revocation: RevocationNote | null;
  /** Withheld at this hour by its retirement. */
  inBrownout: boolean;
  classification: DataClassification | null;
  deploymentModel: DeploymentModel | null;
  /** Deployments that a changed rule no longer admits. */
  brokenDeployments: number;
  visibility: Visibility;
  visibleTeams: { slug: string; name: string }[];
  exposed: boolean;
  owner: TeamRef | null;
  deputy: { name: string; email: string } | null;
  categories: string[];
  tags: string[];
  supportContact: string | null;
  supportChannel: string | null;
  documentation: string | null;
  websiteUrl: string | null;
  repositoryUrl: string | null;
  source: string | null;
  createdAt: Date;
  lastReleaseAt: Date | null;
  /** What clients get as `latest`; null while nothing is approved. */
  latestVersion: string | null;
  newestVersion: string | null;
  versionCount: number;
  toolCount: number;
  deploymentCount: number;
  /** The latest approved version, or the newest while none is approved. */
  current: CurrentVersion | null;
  approval: ApprovalView | null;
  isOwner: boolean;
  /** Exactly what this person may do here. */
  allowed: ServerAction[];
  /** What the forms showed, so that a command can tell when it has changed since. */
  stamps: Record<"describe" | "classify" | "owner" | "visibility", string>;
};

export type ServerRow = Omit<
  ServerView,
  "quarantine" | "revocation" | "current" | "approval" | "isOwner" | "allowed" | "stamps"
> & {
  revocation: StoredRevocationNote | null;
  approval:
    | (Omit<ApprovalView, "grantedAt" | "expiresAt"> & {
        grantedAt: string;
        expiresAt: string | null;
      })
    | null;
  ownerTeamId: string | null;
  quarantinedAt: Date | null;
  quarantineNote: string | null;
  currentVersion: string | null;
  currentLifecycle: VersionLifecycle;
  publishedAt: Date;
  approvedAt: Date | null;
  checksum: string;
  document: string;
  readme: string | null;
};

export function serverView(row: ServerRow, actor: Actor): ServerView {
  return {
    id: row.id,
    name: row.name,
    title: row.title,
    description: row.description,
    origin: row.origin,
    lifecycle: row.lifecycle,
    statusMessage: row.statusMessage,
    quarantine: quarantineOf(row),
    revocation: revocationNote(row.revocation),
    inBrownout: row.inBrownout,
    classification: row.classification,
    deploymentModel: row.deploymentModel,
    brokenDeployments: row.brokenDeployments,
    visibility: row.visibility,
    visibleTeams: row.visibleTeams,
    exposed: row.exposed,
    owner: row.owner,
    deputy: row.deputy,
    categories: row.categories,
    tags: row.tags,
    supportContact: row.supportContact,
    supportChannel: row.supportChannel,
    documentation: row.documentation,
    websiteUrl: row.websiteUrl,
    repositoryUrl: row.repositoryUrl,
    source: row.source,
    createdAt: row.createdAt,
    lastReleaseAt: row.lastReleaseAt,
    latestVersion: row.latestVersion,
    newestVersion: row.newestVersion,
    versionCount: row.versionCount,
    toolCount: row.toolCount,
    deploymentCount: row.deploymentCount,
    current: currentOf(row),
    approval: approvalOf(row),
    isOwner: isOwner(row, actor),
    allowed: allowedServerActions(row, actor),
    stamps: stampsOf(row),
  };
}

function quarantineOf({ quarantinedAt, quarantineNote }: ServerRow): ServerView["quarantine"] {
  return quarantinedAt === null ? null : { at: quarantinedAt, note: quarantineNote ?? "" };
}

function approvalOf({ approval }: ServerRow): ApprovalView | null {
  if (approval === null) return null;
  const { grantedAt, expiresAt, ...rest } = approval;
  return {
    ...rest,
    grantedAt: new Date(grantedAt),
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
  };
}

function currentOf(row: ServerRow): CurrentVersion | null {
  if (row.currentVersion === null) return null;
  return {
    version: row.currentVersion,
    lifecycle: row.currentLifecycle,
    publishedAt: row.publishedAt,
    approvedAt: row.approvedAt,
    checksum: row.checksum,
    document: documentOf(row.document),
    readme: row.readme,
  };
}

/** A stored document is a JSON object: what is not would be our own bad data. */
export function documentOf(text: string): JsonObject {
  const document = parseJsonExact(text);
  if (!isJsonObject(document)) throw new TypeError("A stored document is not a JSON object.");
  return document;
}

function stampsOf(row: ServerRow): ServerView["stamps"] {
  return {
    describe: stampOf(descriptionStamp(row)),
    classify: stampOf([row.classification]),
    owner: stampOf([row.owner?.slug ?? null, row.deputy?.email ?? null]),
    visibility: stampOf([row.visibility, row.visibleTeams.map(({ slug }) => slug)]),
  };
}
