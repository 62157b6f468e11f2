/** Facts of artifacts with which nothing is wrong, for tests to spoil one thing at a time. */
import type { JsonObject } from "#lib/kernel/json.ts";
import type {
  Advisory,
  AdvisoryFacts,
  ArtifactFacts,
  Component,
  EntryFacts,
  Got,
  ManifestFacts,
  ProvenanceFacts,
  ScorecardFacts,
  Tool,
  ToolsFacts,
  TreeFacts,
  TrustMeta,
} from "#lib/trust/core/facts.ts";
import type { RemoteFacts } from "#lib/trust/core/remote-facts.ts";
import type { CodeFacts } from "#lib/trust/core/code-facts.ts";
import type { ArtifactKind } from "#lib/trust/core/words.ts";

/** When the clean facts are judged. RFC 3339, UTC. */
export const JUDGED_AT = "2026-11-26T12:00:00.000Z";
export const daysBefore = (days: number): string =>
  new Date(Date.parse(JUDGED_AT) - days * 86_400_000).toISOString();

const COMMIT = "4f1d6c5b2a39e8d7c6b5a4f3e2d1c0b9a8f7e6d5";
const HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const REPOSITORY = "https://github.com/acme/files";
export const NPM_DIGEST = `sha512-${"A".repeat(86)}==`;
const SHA256_DIGEST = `sha256:${HASH}`;

export const got = <Value>(value: Value, evidence: readonly string[] = [HASH]): Got<Value> => ({
  ok: true,
  value,
  evidence,
});
const nothing = (detail: string): Got<never> => ({ ok: false, reason: "unreachable", detail });

export const cleanTool = (change: Partial<Tool> = {}): Tool => ({
  name: "convert_units",
  title: "Convert units",
  description: "Converts a length from one unit to another.",
  inputSchema: {
    type: "object",
    properties: { length: { type: "number", description: "The length." } },
    required: ["length"],
  },
  outputSchema: null,
  annotations: { readOnlyHint: true },
  ...change,
});

export const cleanMeta = (change: Partial<TrustMeta> = {}): TrustMeta => ({
  permissions: {
    filesystem: "none",
    network: "outbound",
    environment: "read",
    subprocess: "none",
    native: "none",
  },
  credentials: null,
  egressHosts: ["api.acme.com"],
  dataClasses: [],
  retention: "Nothing is kept.",
  telemetry: "none",
  privacyPolicy: "https://acme.com/privacy",
  sourceCommit: COMMIT,
  reproducible: null,
  ...change,
});

export const cleanManifest = (
  kind: ArtifactKind,
  change: Partial<ManifestFacts> = {},
): ManifestFacts => ({
  name: "@acme/files",
  version: "1.2.0",
  serverName: "com.acme/files",
  description: "Converts units.",
  repository: REPOSITORY,
  author: { name: "Acme", email: "mcp@acme.com" },
  maintainers: [{ name: "ann", email: "ann@acme.com" }],
  license: "MIT",
  publishedAt: daysBefore(20),
  deprecated: null,
  installScripts: [],
  issues: [],
  trustMeta: cleanMeta(),
  privacyPolicies: kind === "mcpb" ? ["https://acme.com/privacy"] : [],
  ...change,
});

export const cleanProvenance = (change: Partial<ProvenanceFacts> = {}): ProvenanceFacts => ({
  state: "valid",
  predicateType: "https://slsa.dev/provenance/v1",
  builderId: "https://github.com/actions/runner/github-hosted",
  sourceRepository: REPOSITORY,
  sourceCommit: COMMIT,
  workflow: ".github/workflows/release.yml",
  subjectMatches: true,
  issuer: "https://token.actions.githubusercontent.com",
  detail: "",
  ...change,
});

export const component = (change: Partial<Component> = {}): Component => ({
  name: "zod",
  version: "4.6.0",
  purl: "pkg:npm/zod@4.6.0",
  integrity: NPM_DIGEST,
  license: "MIT",
  depth: 1,
  hasInstallScript: false,
  optional: false,
  needs: [],
  ...change,
});

export const cleanTree = (kind: ArtifactKind, change: Partial<TreeFacts> = {}): TreeFacts => ({
  // What npm publishes has no lock, so that it is resolved for the scan.
  lock: kind === "npm" ? "resolved" : "own",
  lockIssues: [],
  components: [component()],
  foreign: [],
  missing: [],
  sbomDigest: HASH,
  approximate: false,
  ...change,
});

export const advisory = (change: Partial<Advisory> = {}): Advisory => ({
  id: "GHSA-aaaa-bbbb-cccc",
  aliases: ["CVE-2026-0001"],
  summary: "Prototype pollution",
  purl: "pkg:npm/zod@4.6.0",
  cvss: 5,
  severity: null,
  epss: 0.01,
  kev: false,
  malicious: false,
  fixedIn: ["4.6.1"],
  isArtifact: false,
  ...change,
});

export const cleanAdvisories = (change: Partial<AdvisoryFacts> = {}): AdvisoryFacts => ({
  feedsFrom: daysBefore(1),
  missingFeeds: [],
  advisories: [],
  ...change,
});

export const cleanCode = (change: Partial<CodeFacts> = {}): CodeFacts => ({
  scannable: "full",
  languages: [{ name: "JavaScript", files: 3, readable: true }],
  unread: [],
  secrets: [],
  malware: [],
  unsafe: [],
  staticFindings: [],
  suppressions: [],
  powers: [
    { power: "network", when: "run", what: "fetch", file: "index.js", line: 12 },
    { power: "environment", when: "run", what: "process.env", file: "index.js", line: 3 },
  ],
  environment: ["ACME_REGION"],
  hosts: ["api.acme.com"],
  validation: { libraries: ["zod"], handlers: 1, unvalidated: [] },
  telemetry: [],
  isolation: { permissions: true, network: true, user: true },
  ...change,
});

export const cleanTools = (kind: ArtifactKind, change: Partial<ToolsFacts> = {}): ToolsFacts => ({
  from: kind === "remote" ? "live" : "captured",
  tools: [cleanTool()],
  prompts: [],
  resources: [],
  instructions: null,
  setHash: HASH,
  pinnedHash: HASH,
  shadowing: [],
  crossReferences: [],
  ...change,
});

export const cleanScorecard = (change: Partial<ScorecardFacts> = {}): ScorecardFacts => ({
  score: 8,
  date: daysBefore(5),
  checks: { "Dangerous-Workflow": 10, "Token-Permissions": 9, "Branch-Protection": 8 },
  ...change,
});

export const cleanRemote = (change: Partial<RemoteFacts> = {}): RemoteFacts => ({
  url: "https://mcp.acme.com/",
  https: true,
  tlsValid: true,
  tlsVersion: "TLSv1.3",
  redirectsToHttp: false,
  protocol: { version: "2025-11-25", serverName: "files", serverVersion: "1.2.0" },
  unanswered: null,
  auth: {
    state: "public",
    resource: null,
    authorizationServers: [],
    pkceS256: null,
    scopesSupported: [],
  },
  declaredAuth: "none",
  domainProof: "dns",
  policyUri: "https://acme.com/privacy",
  ...change,
});

const document = (kind: ArtifactKind): JsonObject => ({
  name: "com.acme/files",
  version: "1.2.0",
  repository: { url: REPOSITORY, source: "github" },
  ...(kind === "remote"
    ? { remotes: [{ type: "streamable-http", url: "https://mcp.acme.com/" }] }
    : {
        packages: [
          {
            registryType: kind,
            identifier: kind === "oci" ? `ghcr.io/acme/files@${SHA256_DIGEST}` : "@acme/files",
            environmentVariables: [{ name: "ACME_REGION" }],
          },
        ],
      }),
});

export const cleanEntry = (kind: ArtifactKind, change: Partial<EntryFacts> = {}): EntryFacts => ({
  serverName: "com.acme/files",
  document: document(kind),
  schemaIssues: [],
  publisherTier: 2,
  owners: 2,
  namespaceGranted: true,
  namespaceReserved: false,
  domainProof: null,
  lookAlikes: [],
  hasHomoglyphs: false,
  revoked: null,
  revocationFeedAgeHours: 1,
  approvedTools: { state: "none" },
  registeredDigest: digestOf(kind),
  previous: {
    version: "1.1.0",
    toolsRemoved: [],
    requiredAdded: [],
    permissionsWidened: [],
  },
  earlierVersions: ["1.0.0", "1.1.0"],
  transferredDaysAgo: null,
  deprecation: null,
  ...change,
});

function digestOf(kind: ArtifactKind): string | null {
  if (kind === "remote") return null;
  return kind === "npm" ? NPM_DIGEST : SHA256_DIGEST;
}

const NAMES: Readonly<Record<ArtifactKind, string>> = {
  npm: "@acme/files",
  pypi: "acme-files",
  oci: "ghcr.io/acme/files",
  mcpb: "@acme/files",
  remote: "https://mcp.acme.com/",
};

/** All that can be known, and nothing wrong with it. */
export function cleanFacts(kind: ArtifactKind, change: Partial<ArtifactFacts> = {}): ArtifactFacts {
  const digest = digestOf(kind);
  const facts: ArtifactFacts = {
    kind,
    name: NAMES[kind],
    version: "1.2.0",
    digest,
    entry: cleanEntry(kind),
    manifest: got(cleanManifest(kind)),
    bytes: got({
      expected: digest,
      actual: digest ?? "",
      sizeBytes: 4_096,
      files: 5,
      unreferenced: [],
      refused: [],
    }),
    signature: got({
      registry: "valid",
      publisher: "valid",
      signer: "https://github.com/acme/files/.github/workflows/release.yml@refs/tags/v1.2.0",
      detail: "",
    }),
    provenance: got(cleanProvenance()),
    tree: got(cleanTree(kind)),
    advisories: got(cleanAdvisories()),
    code: got(cleanCode()),
    tools: got(cleanTools(kind)),
    repository: got({ url: REPOSITORY, state: "public", commitExists: true, commitSigned: true }),
    scorecard: got(cleanScorecard()),
    remote: nothing("It is no remote."),
  };
  return { ...facts, ...(kind === "remote" ? outOfSight() : {}), ...change };
}

/** Nobody outside sees what a remote runs. */
function outOfSight(): Partial<ArtifactFacts> {
  const unseen = nothing("Nobody outside sees what a remote runs.");
  return {
    bytes: unseen,
    signature: unseen,
    provenance: unseen,
    tree: unseen,
    advisories: unseen,
    code: unseen,
    remote: got(cleanRemote()),
  };
}
