import { createHash } from "node:crypto";
import { readDocument, type DocumentFacts } from "#lib/catalog/core/read-document.ts";
import { orderKey } from "#lib/catalog/core/version-order.ts";
import type { DataClassification, ServerLifecycle } from "#lib/catalog/core/words.ts";
import { canonicalJson, parseJsonExact } from "#lib/kernel/json.ts";
import { randomOf, type Random } from "./random.ts";
import {
  CATEGORIES,
  DOMAINS,
  QUALITIES,
  REGIONS,
  SUBJECTS,
  SYSTEMS,
  TOOL_OBJECTS,
  VERBS,
  coinedWord,
} from "./vocabulary.ts";

type Row = Record<string, unknown>;
export type GeneratedRows = {
  servers: Row[];
  versions: Row[];
  packages: Row[];
  tools: Row[];
  deployments: Row[];
  visibility: Row[];
};

const START = Date.UTC(2025, 0, 6);
const DAY_MS = 86_400_000;
const SCHEMA = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";
const README_LINES = 12;

export const emptyRows = (): GeneratedRows => ({
  servers: [],
  versions: [],
  packages: [],
  tools: [],
  deployments: [],
  visibility: [],
});

type Standing = { lifecycle: ServerLifecycle; exposed: boolean; quarantined: boolean };

/** About 60 % approved and in the anonymous feed, the rest spread over every other state. */
function standingOf(random: Random): Standing {
  const roll = random.int(100);
  const of = (lifecycle: ServerLifecycle, exposed: boolean, quarantined = false) => ({
    lifecycle,
    exposed,
    quarantined,
  });
  if (roll < 60) return of("approved", true);
  if (roll < 72) return of("approved", false);
  if (roll < 80) return of("deprecated", true);
  if (roll < 90) return of("candidate", false);
  if (roll < 94) return of("in_review", false);
  if (roll < 97) return of("retired", true);
  return roll < 99 ? of("rejected", false) : of("approved", true, true);
}

/** The rows of server number `index`; the same for the same number, whatever the catalog's size. */
export function addServer(rows: GeneratedRows, index: number, teamIds: readonly string[]): void {
  const random = randomOf(index * 2_654_435_761 + 17);
  const coined = coinedWord(index);
  const system = random.skewed(SYSTEMS);
  const subject = random.skewed(SUBJECTS);
  const name = nameOf(random, { coined, system, subject, index });
  const serverId = random.uuid();
  const standing = standingOf(random);
  const teams =
    standing.lifecycle === "approved" && !standing.exposed && random.chance(0.4)
      ? random.some(teamIds, 2)
      : [];
  // Most of a large catalog comes from mirrors, and nobody has classified or adopted it yet.
  const classification = random.chance(0.5)
    ? random.pick<DataClassification>(["public", "internal", "internal", "confidential"])
    : null;

  rows.servers.push({
    id: serverId,
    name,
    origin: random.pick(["community", "community", "community", "vendor", "vendor", "internal"]),
    lifecycle: standing.lifecycle,
    statusMessage: standing.lifecycle === "deprecated" ? "Use the hosted one instead." : null,
    quarantinedAt: standing.quarantined ? iso(START) : null,
    quarantineNote: standing.quarantined ? "Under investigation." : null,
    classification,
    visibility: teams.length > 0 ? "teams" : "everyone",
    exposed: standing.exposed,
    ownerTeamId: random.chance(0.2) ? random.pick(teamIds) : null,
    categories: random.some(CATEGORIES, random.int(3)),
    tags: random.some(SUBJECTS, 1 + random.int(3)),
    supportContact: random.chance(0.3) ? "support@acme.example" : null,
    createdAt: iso(START),
  });
  for (const teamId of teams) rows.visibility.push({ serverId, teamId });
  if (classification !== null && random.chance(0.3))
    rows.deployments.push(deploymentOf(random, serverId, classification));
  addVersions(rows, random, { name, serverId, coined, system, subject, standing });
}

type Words = { coined: string; system: string; subject: string };

function nameOf(random: Random, words: Words & { index: number }): string {
  const { coined, system, subject, index } = words;
  const publisher = random.pick([
    `io.github.${coinedWord(random.int(40_000))}-${random.pick(DOMAINS)}`,
    `com.${coined}`,
    `ai.${coined}`,
    `example.acme.${random.pick(DOMAINS)}`,
  ]);
  const server = random.pick([
    `${system}-mcp`,
    `${coined}-${subject}`,
    `${subject}-server`,
    coined,
  ]);
  return `${publisher}/${server}-${index.toString(36)}`;
}

function deploymentOf(random: Random, serverId: string, classification: string): Row {
  const model =
    classification === "confidential"
      ? "self_hosted"
      : random.pick(["cloud", "self_hosted", "hybrid"]);
  const region = random.pick(REGIONS);
  return {
    id: random.uuid(),
    serverId,
    environment: random.pick(["production", "production", "staging"]),
    model,
    provider: random.pick(["aws", "azure", "gcp", "on-premises"]),
    region,
    residency: region.startsWith("eu") ? "EU" : "other",
    address: null,
    operatedBy: "Platform",
    status: random.pick(["active", "active", "active", "suspended"]),
  };
}

type Subject = Words & { name: string; serverId: string; standing: Standing };

function addVersions(rows: GeneratedRows, random: Random, server: Subject): void {
  const count = 1 + random.int(5);
  const first = START + random.int(500) * DAY_MS;
  const tools = toolsOf(random, server);
  const parts = partsOf(random, server);
  for (let number = 0; number < count; number++) {
    const version = number < 3 ? `1.${number}.0` : `2.${number - 3}.${random.int(9)}`;
    const publishedAt = iso(first + number * 9 * DAY_MS + random.int(DAY_MS));
    const newest = number === count - 1;
    addVersion(rows, random, {
      server,
      version,
      publishedAt,
      document: documentOf(server, version, parts),
      lifecycle: versionLifecycle(random, server.standing.lifecycle, newest),
      tools: newest ? tools : [],
      toolNames: tools.map((tool) => tool.name),
    });
  }
}

function versionLifecycle(random: Random, server: ServerLifecycle, newest: boolean): string {
  if (server === "candidate" || server === "in_review" || server === "rejected") return server;
  if (newest) return random.chance(0.08) ? "candidate" : "approved";
  return random.chance(0.1) ? "deprecated" : "approved";
}

type Tool = { name: string; description: string };

function toolsOf(random: Random, { system, subject }: Subject): Tool[] {
  const tools = new Map<string, Tool>();
  const count = 2 + random.int(random.chance(0.05) ? 60 : 12);
  for (let number = 0; number < count; number++) {
    const [verb, object] = [random.skewed(VERBS), random.pick(TOOL_OBJECTS)];
    const name = random.chance(0.5) ? `${verb}_${object}` : `${system}_${verb}_${object}`;
    tools.set(name, { name, description: `${capital(verb)} one ${object} of your ${subject}.` });
  }
  return [...tools.values()];
}

type Parts = {
  title: string | undefined;
  description: string;
  packages: object[];
  remotes: object[];
  repository: string;
};

function partsOf(random: Random, { coined, system, subject, name }: Subject): Parts {
  const slug = name.slice(name.indexOf("/") + 1);
  const sentence = random.pick([
    `${capital(random.skewed(VERBS))} and ${random.skewed(VERBS)} ${subject} in ${system} for ${random.pick(DOMAINS)} teams`,
    `A ${random.pick(QUALITIES)} server to ${random.skewed(VERBS)} ${subject} with ${coined}`,
    `${capital(coined)}: ${random.pick(QUALITIES)} access to ${system} ${subject} and ${random.skewed(SUBJECTS)}`,
    `Connect agents to ${system}: ${random.skewed(VERBS)} ${subject}, ${random.skewed(SUBJECTS)} and ${random.skewed(SUBJECTS)}`,
  ]);
  return {
    title: random.chance(0.6) ? `${capital(coined)} ${capital(subject)}` : undefined,
    description: sentence.slice(0, 100),
    packages: random.chance(0.7) ? [packageOf(random, slug)] : [],
    remotes: random.chance(0.45)
      ? [
          {
            type: random.pick(["streamable-http", "streamable-http", "sse"]),
            url: `https://mcp.${slug}.example/mcp`,
          },
        ]
      : [],
    repository: `https://github.com/example/${slug}`,
  };
}

function packageOf(random: Random, slug: string): object {
  const registryType = random.pick(["npm", "npm", "pypi", "oci"]);
  const identifier =
    registryType === "oci"
      ? `docker.io/example/${slug}:1`
      : registryType === "npm"
        ? `@example/${slug}`
        : slug;
  return {
    registryType,
    identifier,
    transport: { type: "stdio" },
    environmentVariables: [
      { name: "API_KEY", description: "Key of your account", isRequired: true, isSecret: true },
      ...(random.chance(0.5)
        ? [{ name: "REGION", description: "Where your account lives", default: "eu" }]
        : []),
    ],
  };
}

function documentOf(server: Subject, version: string, parts: Parts): string {
  return JSON.stringify({
    $schema: SCHEMA,
    name: server.name,
    ...(parts.title === undefined ? {} : { title: parts.title }),
    description: parts.description,
    repository: { url: parts.repository, source: "github" },
    version,
    ...(parts.packages.length > 0
      ? { packages: parts.packages.map((entry) => ({ ...entry, version })) }
      : {}),
    ...(parts.remotes.length > 0 ? { remotes: parts.remotes } : {}),
  });
}

type Version = {
  server: Subject;
  version: string;
  publishedAt: string;
  document: string;
  lifecycle: string;
  tools: Tool[];
  toolNames: string[];
};

function addVersion(rows: GeneratedRows, random: Random, entry: Version): void {
  const parsed = parseJsonExact(entry.document);
  const reading = readDocument(parsed);
  if (!reading.ok) throw new Error(`Generated a document that cannot be read: ${reading.reason}`);
  const id = random.uuid();
  const approved = entry.lifecycle === "approved" || entry.lifecycle === "deprecated";
  rows.versions.push({
    id,
    serverId: entry.server.serverId,
    serverName: entry.server.name,
    version: entry.version,
    orderKey: orderKey(entry.version, entry.publishedAt),
    lifecycle: entry.lifecycle,
    document: entry.document,
    checksum: createHash("sha256").update(canonicalJson(parsed)).digest("hex"),
    ...columnsOf(reading.facts),
    readme: entry.tools.length > 0 ? readmeOf(random, entry.server) : null,
    publishedAt: entry.publishedAt,
    approvedAt: approved ? entry.publishedAt : null,
    statusAt: entry.publishedAt,
    toolNames: entry.toolNames,
  });
  for (const found of reading.facts.packages)
    rows.packages.push({ id: random.uuid(), versionId: id, ...found });
  for (const tool of entry.tools)
    rows.tools.push({
      id: random.uuid(),
      versionId: id,
      ...tool,
      inputSchema: {
        type: "object",
        properties: { id: { type: "string", description: "Which one" } },
        required: ["id"],
      },
      annotations: { readOnlyHint: /^(search|read|list|query)/.test(tool.name) },
      origin: "import",
    });
}

const columnsOf = (facts: DocumentFacts): Row => ({
  title: facts.title,
  description: facts.description,
  websiteUrl: facts.websiteUrl,
  repositoryUrl: facts.repositoryUrl,
  iconUrl: facts.iconUrl,
  packageTypes: facts.packageTypes,
  transports: facts.transports,
  remoteUrls: facts.remoteUrls,
});

function readmeOf(random: Random, { coined, system, subject }: Subject): string {
  const lines = Array.from(
    { length: README_LINES },
    () =>
      `- **${capital(random.pick(VERBS))}** the ${random.pick(SUBJECTS)} of ${system} with \`${random.pick(VERBS)}\`.`,
  );
  return `# ${capital(coined)}\n\nWork with ${subject} from any client.\n\n## What it does\n\n${lines.join("\n")}\n`;
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const iso = (at: number) => new Date(at).toISOString();
