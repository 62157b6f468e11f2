import type { Flag } from "#lib/trust/core/evaluate.ts";
import type { ArtifactKind, Level, Risk } from "#lib/trust/core/words.ts";
import type { BrowseRow } from "./browse-rows.ts";
import { explainMatch, type SearchMatch } from "./core/search-words.ts";
import type { DataClassification, DeploymentModel, Origin, ServerLifecycle } from "./core/words.ts";

/** What a list shows of a server. */
export type ServerCard = {
  name: string;
  title: string | null;
  description: string;
  lifecycle: ServerLifecycle;
  quarantined: boolean;
  quarantineNote: string | null;
  /** Clients do not get it until its approval is renewed. */
  approvalRanOut: boolean;
  /** Its current version is revoked. */
  revoked: boolean;
  classification: DataClassification | null;
  deploymentModel: DeploymentModel | null;
  origin: Origin;
  categories: string[];
  ownerTeam: { slug: string; name: string } | null;
  /** What the registry offers as latest; null while nothing is approved. */
  latestVersion: string | null;
  newestVersion: string | null;
  lastReleaseAt: Date | null;
  versionCount: number;
  toolCount: number;
  packageTypes: string[];
  transports: string[];
  /** Of the current version; null: it was not evaluated. */
  trust: {
    level: Level;
    kind: ArtifactKind;
    flag: Flag;
    /** Null: not assessed. */
    score: number | null;
    risk: Risk;
  } | null;
  /** Why a search found it, where its name does not say so. */
  matched: SearchMatch[];
};

export function serverCard(row: BrowseRow, words: readonly string[]): ServerCard {
  return {
    name: row.name,
    title: row.title,
    description: row.description,
    lifecycle: row.lifecycle,
    quarantined: row.quarantinedAt !== null,
    quarantineNote: row.quarantineNote,
    approvalRanOut: row.approvalRanOutAt !== null,
    revoked: row.revoked,
    classification: row.classification,
    deploymentModel: row.deploymentModel,
    origin: row.origin,
    categories: row.categories,
    ownerTeam:
      row.teamSlug !== null && row.teamName !== null
        ? { slug: row.teamSlug, name: row.teamName }
        : null,
    latestVersion: row.latestVersion,
    newestVersion: row.newestVersion,
    lastReleaseAt: row.lastReleaseAt,
    versionCount: row.versionCount,
    toolCount: row.toolNames.length,
    packageTypes: row.packageTypes,
    transports: row.transports,
    trust: trustOf(row),
    matched: explainMatch(row, words),
  };
}

function trustOf(row: BrowseRow): ServerCard["trust"] {
  const { standingLevel: level, standingKind: kind, standingFlag: flag, standingRisk: risk } = row;
  return level === null || kind === null || flag === null || risk === null
    ? null
    : { level, kind, flag, score: row.trustScore, risk };
}
