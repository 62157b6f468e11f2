/** What collectors saw of one artifact; only rules say what it means (`lib/trust/core/rules`). */
import type { Json, JsonObject } from "#lib/kernel/json.ts";
import type { AnalyserReport, CodeFacts } from "./code-facts.ts";
import type { RemoteFacts } from "./remote-facts.ts";
import type { ArtifactKind, Reason } from "./words.ts";

/** A value with the evidence it rests on, or why there is none. */
export type Got<Value> =
  | {
      ok: true;
      value: Value;
      /** SHA-256 (hex) of what was read. */
      evidence: readonly string[];
    }
  | { ok: false; reason: Reason; detail: string };

export type ArtifactFacts = {
  kind: ArtifactKind;
  /** The package's own name, or a remote's address. */
  name: string;
  /** Empty for a remote that does not say it. */
  version: string;
  /** `sha512-…` of npm, `sha256:…` of the others; null: a remote. */
  digest: string | null;
  /** Null: there is no server.json yet (a scan from the command line). */
  entry: EntryFacts | null;
  manifest: Got<ManifestFacts>;
  bytes: Got<ByteFacts>;
  signature: Got<SignatureFacts>;
  provenance: Got<ProvenanceFacts>;
  tree: Got<TreeFacts>;
  advisories: Got<AdvisoryFacts>;
  code: Got<CodeFacts>;
  /** Not set: no sidecar is configured; null: it does not have this one, or was not asked for it. */
  analysers?: Readonly<Record<"bandit" | "guarddog", Got<AnalyserReport> | null>>;
  tools: Got<ToolsFacts>;
  repository: Got<RepositoryFacts>;
  scorecard: Got<ScorecardFacts>;
  remote: Got<RemoteFacts>;
};

/** What the registry itself knows of the version (scope E), from its own rows. */
export type EntryFacts = {
  /** As the server.json has it: `com.acme/server`. */
  serverName: string;
  /** The server.json as registered. */
  document: JsonObject;
  /** Complaints of the official schema, at most 20. */
  schemaIssues: readonly string[];
  /** Publisher tier of MTF PK-01: 1 OIDC, 2 organisation with a proven domain, 3 confirmed mail; null: nobody vouches. */
  publisherTier: 1 | 2 | 3 | null;
  owners: number;
  /** Whether the publisher may use this namespace; null: nobody has claimed it. */
  namespaceGranted: boolean | null;
  namespaceReserved: boolean;
  /** How the domain of the namespace is proven; null: it is not. */
  domainProof: "dns" | "well_known" | null;
  /** Approved servers whose names a person could take for this one. */
  lookAlikes: readonly string[];
  hasHomoglyphs: boolean;
  revoked: { at: string; reason: string; by: string } | null;
  /** Age of the newest revocation feed in hours; null: none was ever imported. */
  revocationFeedAgeHours: number | null;
  /** The digest when this version was registered; null: it was not kept. */
  registeredDigest: string | null;
  /** The version just below, and what changed from it to this one. */
  previous: {
    version: string;
    toolsRemoved: readonly string[];
    requiredAdded: readonly string[];
    permissionsWidened: readonly string[];
    /** Its tools, where only a scan can tell which of them this version still has. */
    toolsBefore?: readonly string[];
  } | null;
  /** Versions of the entry in the order in which they came, without this one's successors. */
  earlierVersions: readonly string[];
  /** Days since the owner changed hands; null: never. */
  transferredDaysAgo: number | null;
  /** The definitions of tools that were approved for this way to install it. */
  approvedTools: ApprovedTools;
  /** RFC 3339, UTC: when it stops; null: it is not deprecated. */
  deprecation: { noticeAt: string; removalAt: string | null } | null;
};

/** `unreadable` is not "no drift": nothing counts as approved then. `isUnseen`: approved when nobody had seen any. */
export type ApprovedTools =
  | { state: "none" }
  | { state: "unreadable" }
  | { state: "pinned"; setHash: string; tools: readonly Tool[]; isUnseen?: true };

export type ManifestFacts = {
  name: string | null;
  version: string | null;
  /** npm `mcpName`, PyPI `mcp-name:`, OCI label: the server that the package says it is. */
  serverName: string | null;
  description: string | null;
  /** As it was given: an address, `github:owner/name` or `owner/name`. */
  repository: string | null;
  author: { name: string | null; email: string | null } | null;
  maintainers: readonly { name: string; email: string | null }[];
  license: string | null;
  /** RFC 3339, UTC; null: the registry does not say. */
  publishedAt: string | null;
  deprecated: string | null;
  /** Names of scripts that run on the machine of whoever installs. */
  installScripts: readonly string[];
  /** Complaints about its form: missing or malformed fields. */
  issues: readonly string[];
  /** `_meta.org.mpaktrust` of server.json or of a bundle's manifest; null: none. */
  trustMeta: TrustMeta | null;
  /** MCPB alone: `privacy_policies`. */
  privacyPolicies: readonly string[];
  /** MCPB alone: environment variables that its manifest names. */
  variables?: readonly string[];
};

/** MTF §5: what a publisher declares. */
export type TrustMeta = {
  permissions: {
    filesystem: "none" | "read" | "write" | "full" | null;
    network: "none" | "outbound" | "inbound" | "full" | null;
    environment: "none" | "read" | "write" | null;
    subprocess: "none" | "restricted" | "full" | null;
    native: "none" | "required" | null;
  } | null;
  credentials:
    | readonly {
        provider: string;
        scopes: readonly { name: string; justification: string | null }[];
        /** Seconds; null: without end or not said. */
        tokenLifetimeSeconds: number | null;
        storage: "memory" | "keychain" | "file" | null;
        justification: string | null;
      }[]
    | null;
  egressHosts: readonly string[] | null;
  dataClasses: readonly string[] | null;
  retention: string | null;
  telemetry: "none" | "opt_in" | "opt_out" | "always" | null;
  privacyPolicy: string | null;
  /** 40 hex digits. */
  sourceCommit: string | null;
  reproducible: boolean | null;
};

export type ByteFacts = {
  /** What the registry promised. */
  expected: string | null;
  /** What the bytes are, in the same form. */
  actual: string;
  sizeBytes: number;
  files: number;
  /** Executables that no manifest refers to (MCPB). */
  unreferenced: readonly { path: string; executable: boolean }[];
  /** What was cut or refused while reading: `archive/path-traversal`, `archive/too-many-files`, … */
  refused: readonly { code: string; detail: string }[];
};

export type SignatureFacts = {
  /** Signatures of the registry over name, version and digest. */
  registry: "valid" | "invalid" | "absent" | "unknown_key" | "expired_key";
  /** A Sigstore or PKCS#7 signature by the publisher. */
  publisher: "valid" | "invalid" | "absent";
  /** Who signed: the certificate's identity. */
  signer: string | null;
  detail: string;
};

export type ProvenanceFacts = {
  state: "valid" | "invalid" | "absent";
  /** With `absent`: of a statement that nobody has signed. */
  predicateType: string | null;
  builderId: string | null;
  /** `https://github.com/owner/name` of the build, and its commit. */
  sourceRepository: string | null;
  sourceCommit: string | null;
  workflow: string | null;
  /** Whether the subject is this artifact's digest. */
  subjectMatches: boolean | null;
  issuer: string | null;
  detail: string;
};

export type Component = {
  name: string;
  version: string;
  purl: string;
  /** SRI; null: the registry gives none. */
  integrity: string | null;
  license: string | null;
  /** 1: a dependency of the artifact itself. */
  depth: number;
  hasInstallScript: boolean;
  optional: boolean;
  /** purls of what it needs. */
  needs: readonly string[];
  /** Only its builder says that it is in there: nobody here has seen it. */
  isDeclared?: boolean;
};

export type TreeFacts = {
  /** `own`: the artifact ships its lock; `resolved`: we resolved ranges at the time of the scan. */
  lock: "own" | "resolved" | "none";
  lockIssues: readonly string[];
  components: readonly Component[];
  /** Dependencies that come from elsewhere than a registry. */
  foreign: readonly {
    name: string;
    spec: string;
    kind: "git" | "remote" | "file" | "alias" | "registry";
  }[];
  /** Dependencies that could not be resolved. */
  missing: readonly { name: string; spec: string; detail: string }[];
  /** SHA-256 (hex) of the CycloneDX document that was kept. */
  sbomDigest: string;
  /** What is wrong with a bill of materials that came with the artifact. */
  sbomIssues?: readonly string[];
  /** Whether versions are approximate (a resolver other than the installer's). */
  approximate: boolean;
};

export type AdvisoryFacts = {
  /** RFC 3339, UTC: the age of the oldest feed that was used. */
  feedsFrom: string;
  /** Feeds that were not there: then the rules cannot tell some things. */
  missingFeeds: readonly ("osv" | "epss" | "kev")[];
  advisories: readonly Advisory[];
};

export type Advisory = {
  id: string;
  aliases: readonly string[];
  summary: string;
  purl: string;
  /** Base score of the highest CVSS vector; null: none is given. */
  cvss: number | null;
  /** What the database says where there is no vector. */
  severity: "low" | "moderate" | "high" | "critical" | null;
  /** Probability from 0 to 1; null: not known. */
  epss: number | null;
  kev: boolean;
  /** OSV `MAL-`. */
  malicious: boolean;
  fixedIn: readonly string[];
  /** Whether the artifact itself is affected and not something it needs. */
  isArtifact: boolean;
};

export type ToolsFacts = {
  /** `live`: from a running remote; `captured`: from running it in the sandbox; `declared`: from a manifest or server.json. */
  from: "live" | "captured" | "declared";
  /** With `captured`: the names of settings that it was given placeholders for, as it ended without them. */
  placeholders?: readonly string[];
  /** With `placeholders`: what it offers and could not tell without settings of its own. */
  refused?: readonly ("prompts" | "resources")[];
  /** With `captured`: what is declared beside it. `isWhole`: as a list of all tools. */
  declared?: { tools: readonly Tool[]; isWhole: boolean };
  /** With `declared`: why its server was not seen telling them. */
  uncaptured?: { reason: Reason; detail: string };
  tools: readonly Tool[];
  prompts: readonly { name: string; description: string | null }[];
  resources: readonly { name: string; description: string | null }[];
  instructions: string | null;
  /** SHA-256 (hex) over the canonical definitions (XR-TD-01). */
  setHash: string;
  /** The approved set; null: none was approved yet. */
  pinnedHash: string | null;
  /** Tools of other approved servers with the same name: name and server. */
  shadowing: readonly { tool: string; server: string }[];
  /** Names of other servers or of their tools that a definition speaks of. */
  crossReferences: readonly { tool: string; mentions: string }[];
};

export type Tool = {
  name: string;
  title: string | null;
  description: string | null;
  inputSchema: Json | null;
  outputSchema: Json | null;
  annotations: JsonObject | null;
};

export type RepositoryFacts = {
  url: string;
  /** What answered: `public`, `missing` (404 or 410) or `private`. */
  state: "public" | "missing" | "private";
  /** Whether the commit of the provenance is there; null: not asked. */
  commitExists: boolean | null;
  commitSigned: boolean | null;
};

export type ScorecardFacts = {
  /** 0 to 10. */
  score: number;
  /** RFC 3339, UTC. */
  date: string;
  /** -1: could not be checked. */
  checks: Readonly<Record<string, number>>;
};
