import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";

/** What intake found out about a reference, with where it stands; kept with the request. */

export const SOURCE_STATUSES = ["read", "unreachable", "not_found", "not_checkable"] as const;
export type SourceStatus = (typeof SOURCE_STATUSES)[number];

export type SourceReport = {
  /** Which source, in words. */
  source: string;
  status: SourceStatus;
  /** One sentence: what was read, or why not. */
  detail: string;
};

export type AskedVariable = {
  name: string;
  description: string;
  isRequired: boolean;
  isSecret: boolean;
};

export type Evidence = {
  /** As `writeReference` writes it; a server.json only as "server.json". */
  reference: string;
  /** ISO time. */
  readAt: string;
  sources: SourceReport[];
  licence: string | null;
  maintainers: string[];
  repository: string | null;
  homepage: string | null;
  /** Newest first; at most twenty. */
  versions: { version: string; at: string | null }[];
  versionCount: number | null;
  downloadsPerWeek: number | null;
  /** Digest of the image or bundle that was read. */
  digest: string | null;
  environmentVariables: AskedVariable[];
  transports: string[];
  /** Where a remote sends people to sign in, and the scopes it names. */
  authorizationServers: string[];
  scopes: string[];
  /** What a reviewer should not miss: deprecation, install scripts, invisible characters. */
  cautions: string[];
  /** What intake could not know and the form assumes. */
  assumptions: string[];
};

export const MAX_VERSIONS = 20;

type Found = Omit<Evidence, "reference" | "readAt" | "sources">;

/** What one source says of a package, image, bundle or server. */
export type Facts = Found & {
  /** The name that the publisher put into the package itself. */
  claimedName: string | null;
  title: string | null;
  description: string;
  version: string | null;
  /** Of the server inside a repository. */
  subfolder: string | null;
  /** As they came: what a description hides is for the reviewers to see. */
  tools: ToolFacts[];
};

export const NO_FACTS: Facts = {
  licence: null,
  maintainers: [],
  repository: null,
  homepage: null,
  versions: [],
  versionCount: null,
  downloadsPerWeek: null,
  digest: null,
  environmentVariables: [],
  transports: [],
  authorizationServers: [],
  scopes: [],
  cautions: [],
  assumptions: [],
  claimedName: null,
  title: null,
  description: "",
  version: null,
  subfolder: null,
  tools: [],
};

/** The part of the facts that is kept with a request. */
export const evidenceIn = (facts: Facts): Found => ({
  licence: facts.licence,
  maintainers: facts.maintainers,
  repository: facts.repository,
  homepage: facts.homepage,
  versions: facts.versions,
  versionCount: facts.versionCount,
  downloadsPerWeek: facts.downloadsPerWeek,
  digest: facts.digest,
  environmentVariables: facts.environmentVariables,
  transports: facts.transports,
  authorizationServers: facts.authorizationServers,
  scopes: facts.scopes,
  cautions: facts.cautions,
  assumptions: facts.assumptions,
});
