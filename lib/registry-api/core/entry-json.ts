import { isJsonObject, parseJsonExact, stringifyJson, type JsonObject } from "#lib/kernel/json.ts";
import type {
  DataClassification,
  DeploymentModel,
  Origin,
  RegistryStatus,
  ServerLifecycle,
  VersionLifecycle,
} from "#lib/catalog/core/words.ts";
import type { NoticeKind } from "#lib/notices/core/notices.ts";
import type { Flag } from "#lib/trust/core/evaluate.ts";
import type { LEVEL_NAMES, Level, Risk } from "#lib/trust/core/words.ts";

export const OFFICIAL_KEY = "io.modelcontextprotocol.registry/official";
export const GOVERNANCE_KEY = "dev.gatehouse/governance";
export const SUCCESSOR_KEY = "dev.gatehouse/successor";
/** What became of a document that was published here. */
export const REQUEST_KEY = "dev.gatehouse/request";
export const NOTICES_KEY = "dev.gatehouse/notices";
/** How far the version is trusted; see lib/trust. */
export const TRUST_KEY = "dev.gatehouse/trust";

/** A maintenance window or an incident, planned or now, as everyone may know it. */
export type PublicNotice = {
  kind: NoticeKind;
  title: string;
  startsAt: string;
  endsAt: string | null;
};

/** How a version stands, where it was evaluated. Levels: mpak Trust Framework (MTF) v0.1, CC BY 4.0, changes made. */
export type PublicTrust = {
  ruleSet: string;
  level: Level;
  levelName: (typeof LEVEL_NAMES)[number];
  /** Only for bundles (MCPB) the level is MTF's own. */
  adapted: boolean;
  flag: Flag;
  /** 0 to 100; null: not assessed. */
  score: number | null;
  /** Percent of what counts that could be checked. */
  coverage: number;
  risk: Risk;
  evaluatedAt: string;
  /**
   * Tools that are not as they were approved: clients and gateways refuse exactly these. `["*"]`: all,
   * where there are more than 200. Left out: none.
   */
  heldTools?: string[];
  /** After the rules changed, for 14 days: what it stood at under the rules before. Left out: nothing. */
  previousRuleSet?: { ruleSet: string; level: Level; until: string };
  /** For signed readers: anonymous ones could not open it. */
  reportUrl?: string;
};

/** What our own key tells signed readers; never part of an anonymous answer. */
export type Governance = {
  lifecycle: ServerLifecycle;
  versionLifecycle: VersionLifecycle;
  approvedAt: string | null;
  origin: Origin;
  /** The mirror it came from; null when it was imported by hand or is our own. */
  source: string | null;
  ownerTeam: { slug: string; name: string } | null;
  classification: DataClassification | null;
  deploymentModel: DeploymentModel | null;
  deployments: { environment: string; model: DeploymentModel; region: string | null }[];
  /** What a review granted, and under which conditions; null where none did. A null list means all. */
  approval: {
    expiresAt: string | null;
    allowedTools: string[] | null;
    allowedEnvironments: string[] | null;
  } | null;
  notices: (PublicNotice & { body: string })[];
};

/** The end of a server, by the dates of its retirement; RFC 3339 in UTC. */
export type EntryRetirement = {
  /** Official name of what to use instead, where there is one that this reader may know of. */
  successor: string | null;
  deprecatesAt: string;
  retiresAt: string;
};

/** One version as the registry API serves it. Times are RFC 3339 in UTC. */
export type RegistryEntry = {
  name: string;
  version: string;
  /** The server.json as text, ready to be sent. */
  document: string;
  /** Upstream's own `_meta` keys beside the official one. */
  otherMeta: JsonObject;
  status: RegistryStatus;
  statusMessage: string | null;
  publishedAt: string;
  updatedAt: string;
  statusChangedAt: string;
  isLatest: boolean;
  /** Null while it is active, and where no campaign ends it. */
  retirement: EntryRetirement | null;
  governance: Governance | null;
  trust?: PublicTrust | null;
  /** For anonymous readers, under a key of its own; signed readers find them in `governance`. */
  notices?: PublicNotice[];
};

/** `{server, _meta}`: the stored text goes out as it came, never through an object and back. */
export function entryJson(entry: RegistryEntry): string {
  return `{"server":${entry.document},"_meta":${metaJson(entry)}}`;
}

/** The official list shape; `metadata` is always there, because clients read it without looking. */
export function listJson(entries: readonly RegistryEntry[], nextCursor: string | null): string {
  const next = nextCursor === null ? "" : `,"nextCursor":${JSON.stringify(nextCursor)}`;
  const servers = entries.map(entryJson).join(",");
  return `{"servers":[${servers}],"metadata":{"count":${entries.length}${next}}}`;
}

function metaJson(entry: RegistryEntry): string {
  const official = {
    status: entry.status,
    statusChangedAt: entry.statusChangedAt,
    ...(entry.statusMessage === null ? {} : { statusMessage: entry.statusMessage }),
    publishedAt: entry.publishedAt,
    updatedAt: entry.updatedAt,
    isLatest: entry.isLatest,
  };
  const members = [`"${OFFICIAL_KEY}":${JSON.stringify(official)}`];
  const { retirement } = entry;
  if (retirement && retirement.successor !== null)
    members.push(
      `"${SUCCESSOR_KEY}":${JSON.stringify({ name: retirement.successor, retiresAt: retirement.retiresAt })}`,
    );
  if (entry.governance) members.push(`"${GOVERNANCE_KEY}":${JSON.stringify(entry.governance)}`);
  if (entry.trust) members.push(`"${TRUST_KEY}":${JSON.stringify(entry.trust)}`);
  if (entry.notices?.length) members.push(`"${NOTICES_KEY}":${JSON.stringify(entry.notices)}`);
  for (const [key, value] of Object.entries(entry.otherMeta))
    members.push(`${JSON.stringify(key)}:${stringifyJson(value)}`);
  return `{${members.join(",")}}`;
}

const OWN_KEYS: ReadonlySet<string> = new Set([
  OFFICIAL_KEY,
  GOVERNANCE_KEY,
  NOTICES_KEY,
  REQUEST_KEY,
  SUCCESSOR_KEY,
  TRUST_KEY,
]);

/** Upstream's `_meta` without the keys that only this registry may fill. */
export function otherMeta(upstream: string | null): JsonObject {
  if (upstream === null) return {};
  const meta = parseJsonExact(upstream);
  if (!isJsonObject(meta)) return {};
  const kept = Object.entries(meta).filter(([key]) => !OWN_KEYS.has(key));
  return Object.fromEntries(kept);
}

/** An empty `repository` object, which the live registry serves, breaks the official schema. */
export function withoutEmptyRepository(document: string): string {
  if (!/"repository"\s*:\s*\{\s*\}/.test(document)) return document;
  const doc = parseJsonExact(document);
  if (!isJsonObject(doc) || !isJsonObject(doc["repository"])) return document;
  if (Object.keys(doc["repository"]).length > 0) return document;
  const { repository: _empty, ...rest } = doc;
  return stringifyJson(rest);
}
