import { randomBytes } from "node:crypto";
import tls from "node:tls";
import { newCertificate } from "#lib/testing/audit-receivers/syslog-receiver.ts";
import { startNpmRegistry } from "#lib/testing/npm-registry.ts";
import { startSigstore } from "#lib/testing/sigstore-authority.ts";
import { feedFolder, osvDocument, zipOf } from "#lib/testing/trust-services.ts";
import { importFeed, type ImportKind } from "#lib/trust/feeds/import-feed.ts";
import { openFeeds } from "#lib/trust/feeds/feed-store.ts";
import { scanArtifact } from "#lib/trust/scan-artifact.ts";
import type { ScanArtifact } from "#lib/trust/scanned.ts";
import { COMMIT, daysAgo, REPOSITORY, type Draft } from "./trust-fault-draft.ts";

const SLSA = "https://slsa.dev/provenance/v1";

export type FaultSources = Awaited<ReturnType<typeof openFaultSources>>;

/** An npm registry, GitHub, Sigstore and imported feeds, all of them this process's own. */
export async function openFaultSources() {
  const registry = await startNpmRegistry();
  const sigstore = await startSigstore();
  const folder = feedFolder();
  const certificate = await newCertificate();
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), certificate.cert]);
  const sigstoreTrustRoot = folder.write("trusted_root.json", sigstore.trustedRoot);
  const feeds = openFeeds(folder.dir);
  const hosts = [registry.host];
  const take = async (kind: ImportKind, name: string, content: unknown): Promise<void> => {
    const file = folder.write(name, content);
    await importFeed(feeds, kind, {
      file,
      now: new Date(),
      ecosystems: [],
      onProgress: () => undefined,
      record: () => Promise.resolve(),
    });
  };
  await publishLibraries(registry);
  await importFeeds(take);
  putRepository(registry, "acme/units");
  const fingerprintKey = randomBytes(32);
  const scan: ScanArtifact = (reference, options) =>
    scanArtifact(reference, { ...options, tools: { feeds, fingerprintKey, capture: true } });
  return {
    registry,
    certificate,
    take,
    scan,
    open: () => ({
      sources: registry.reach({ sigstoreTrustRoot, allowedHosts: [...hosts], timeoutMs: 20_000 })
        .sources,
      now: () => new Date(),
    }),
    /** A host inside the company that may be asked. */
    allow: (host: string) => void hosts.push(host),
    publish: (draft: Draft, files: Record<string, string>) =>
      publish(draft, files, { registry, sigstore }),
    async close() {
      await registry.close();
      folder.remove();
    },
  };
}

type Registry = Awaited<ReturnType<typeof startNpmRegistry>>;
type Sigstore = Awaited<ReturnType<typeof startSigstore>>;

function putRepository(registry: Registry, name: string): void {
  registry.put(`/github/repos/${name}`, { full_name: name });
  registry.put(`/github/repos/${name}/commits/${COMMIT}`, {
    sha: COMMIT,
    commit: { verification: { verified: true } },
  });
}

/** Speaks MCP over stdio for whoever registers tools with it. */
const LIBRARY = `"use strict";
class Server {
  constructor({ instructions = null, prompts = [] } = {}) {
    this.instructions = instructions;
    this.prompts = prompts;
    this.tools = [];
    this.handlers = new Map();
  }
  registerTool(name, definition, handler) {
    this.tools.push({ name, ...definition });
    this.handlers.set(name, handler);
  }
  answer(method, params) {
    if (method === "tools/list") return { tools: this.tools };
    if (method === "prompts/list") return { prompts: this.prompts };
    if (method === "resources/list") return { resources: [] };
    if (method !== "initialize") return {};
    return {
      protocolVersion: params.protocolVersion,
      capabilities: { tools: {}, prompts: {} },
      serverInfo: { name: "units", version: "1.2.0" },
      ...(this.instructions === null ? {} : { instructions: this.instructions }),
    };
  }
  start() {
    let rest = "";
    process.stdin.on("data", (chunk) => {
      const lines = (rest + chunk).split("\\n");
      rest = lines.pop();
      for (const line of lines) {
        const { id, method, params } = JSON.parse(line);
        if (id === undefined) continue;
        process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, result: this.answer(method, params) }) + "\\n");
      }
    });
  }
}
module.exports = { Server };
`;

/** What the drafts need, and what faults make them need. */
async function publishLibraries(registry: Registry): Promise<void> {
  const about = { license: "MIT", author: "Ada Lovelace <ada@acme.dev>" };
  await registry.publish("tiny-mcp", "1.0.0", about, { files: { "index.js": LIBRARY } });
  for (const name of Object.keys(ADVISORIES)) await registry.publish(name, "1.0.0", about);
  await registry.publish("drifted", "1.0.0", about);
}

/** Advisories by the package that they are about. */
const ADVISORIES: Readonly<Record<string, object>> = {
  "vulnerable-critical": { id: "GHSA-crit-crit-crit", ...rated("9.8"), aliases: ["CVE-2026-1001"] },
  "vulnerable-high": { id: "GHSA-high-high-high", ...rated("7.5"), aliases: ["CVE-2026-1002"] },
  "vulnerable-exploited": {
    id: "GHSA-expl-expl-expl",
    ...rated("5.3"),
    aliases: ["CVE-2026-1003"],
  },
  "vulnerable-medium": { id: "GHSA-medi-medi-medi", ...rated("5.3"), aliases: ["CVE-2026-1004"] },
  malicious: { id: "MAL-2026-1001" },
};

function rated(score: "9.8" | "7.5" | "5.3") {
  const vectors = {
    "9.8": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "7.5": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H",
    "5.3": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:L/A:N",
  };
  return { severity: [{ type: "CVSS_V3", score: vectors[score] }] };
}

type Take = (kind: ImportKind, name: string, content: unknown) => Promise<void>;

async function importFeeds(take: Take): Promise<void> {
  const now = new Date().toISOString();
  const documents = Object.entries(ADVISORIES).map(([name, about]) =>
    osvDocument({
      id: "",
      name,
      modified: now,
      events: [{ introduced: "0" }, { fixed: "1.0.1" }],
      ...about,
    }),
  );
  const own = osvDocument({
    id: "GHSA-self-self-self",
    name: "@acme/units-vulnerable",
    modified: now,
    events: [{ introduced: "0" }],
    ...rated("9.8"),
    aliases: ["CVE-2026-1005"],
  });
  await take("osv", "osv.zip", zipOf([...documents, own]));
  await take("kev", "kev.json", {
    title: "Known exploited",
    dateReleased: now,
    count: 1,
    vulnerabilities: [{ cveID: "CVE-2026-1003" }],
  });
  const scores = ["1001,0.5", "1002,0.4", "1003,0.9", "1004,0.01", "1005,0.5"];
  const lines = scores.map((score) => `CVE-2026-${score},0.9`).join("\n");
  await take(
    "epss",
    "epss.csv",
    `#model_version:v2026,score_date:${now}\ncve,epss,percentile\n${lines}\n`,
  );
  await take("scorecard", "scorecard.json", [
    scorecardOf("units", 8, {}),
    scorecardOf("units-weak", 3, {}),
    scorecardOf("units-middling", 6, {}),
    scorecardOf("units-dangerous", 8, { "Dangerous-Workflow": 0 }),
    scorecardOf("units-token", 8, { "Token-Permissions": 0 }),
    { ...scorecardOf("units-stale", 8, {}), date: daysAgo(60).slice(0, 10) },
  ]);
  await take("revocations", "revocations.json", {
    issuedAt: now,
    revocations: [
      {
        purl: "pkg:npm/%40acme/units-revoked@1.2.0",
        reason: "malicious",
        since: daysAgo(1),
        by: "Acme security",
      },
    ],
  });
}

function scorecardOf(name: string, score: number, changed: Record<string, number>) {
  const checks = {
    "Dangerous-Workflow": 10,
    "Token-Permissions": 9,
    "Branch-Protection": 8,
    ...changed,
  };
  return {
    date: daysAgo(5).slice(0, 10),
    repo: { name: `github.com/acme/${name}` },
    score,
    checks: Object.entries(checks).map(([check, points]) => ({ name: check, score: points })),
  };
}

async function publish(
  draft: Draft,
  files: Record<string, string>,
  { registry, sigstore }: { registry: Registry; sigstore: Sigstore },
) {
  const { name, version, manifest, packageJson, publishedAt: at, archive, build } = draft;
  const encoded = encodeURIComponent(name).replace(/^%40/, "@");
  const attestations = `${registry.npm}/-/npm/v1/attestations/${encoded}@${version}`;
  const published = await registry.publish(name, version, manifest, {
    files,
    ...(packageJson === null ? {} : { packageJson }),
    archive,
    at,
    change: (document) => {
      if (build !== null)
        document.dist["attestations"] = { url: attestations, provenance: { predicateType: SLSA } };
      draft.change(document);
    },
  });
  if (build !== null) {
    const statement = statementOf(draft, build, published.integrity);
    const bundle = await sigstore.attest(statement, build);
    registry.put(new URL(attestations).pathname, {
      attestations: [{ predicateType: SLSA, bundle }],
    });
  }
  return published;
}

/** What npm writes into a provenance attestation of GitHub Actions. */
function statementOf(
  { name, version }: Draft,
  { repository, commit, sha512, builder }: NonNullable<Draft["build"]>,
  integrity: string,
) {
  const digest = sha512 ?? Buffer.from(integrity.slice(7), "base64").toString("hex");
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: purl, digest: { sha512: digest } }],
    predicateType: SLSA,
    predicate: {
      buildDefinition: {
        buildType: "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1",
        externalParameters: {
          workflow: { ref: "refs/heads/main", repository, path: ".github/workflows/release.yml" },
        },
        resolvedDependencies: [
          { uri: `git+${repository}@refs/heads/main`, digest: { gitCommit: commit } },
        ],
      },
      runDetails: { builder: { id: builder } },
    },
  };
}

export const repositoryOf = (name: string): string => REPOSITORY.replace("units", name);
