import { createHash, randomUUID } from "node:crypto";
import { readDocument, type DocumentFacts } from "#lib/catalog/core/read-document.ts";
import { orderKey } from "#lib/catalog/core/version-order.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { canonicalJson, parseJsonExact, stringifyJson } from "#lib/kernel/json.ts";
import type { DemoServer, DemoTool, DemoVersion } from "../../prisma/demo/demo-server.ts";

const DAY_MS = 86_400_000;

export type DemoRows = {
  servers: Prisma.ServerCreateManyInput[];
  versions: Prisma.ServerVersionCreateManyInput[];
  packages: Prisma.VersionPackageCreateManyInput[];
  tools: Prisma.ToolCreateManyInput[];
  deployments: Prisma.DeploymentCreateManyInput[];
  visibility: { serverId: string; team: string }[];
};

type Ids = { now: Date; teamId: (slug: string) => string; personId: (email: string) => string };

export function nameOf(server: DemoServer): string {
  const name = server.versions[0]?.document.name;
  if (name === undefined) throw new Error("A demo server has no version.");
  return name;
}

/** The rows of the demo servers, with fresh ids; documents are kept as imports keep them. */
export function demoRows(servers: readonly DemoServer[], ids: Ids): DemoRows {
  const rows: DemoRows = {
    servers: [],
    versions: [],
    packages: [],
    tools: [],
    deployments: [],
    visibility: [],
  };
  for (const server of servers) {
    const serverId = randomUUID();
    rows.servers.push(serverRow(server, serverId, ids));
    for (const version of server.versions) addVersion(rows, { server, version, serverId, ids });
    for (const deployment of server.deployments)
      rows.deployments.push({ serverId, ...deployment, createdAt: ids.now, updatedAt: ids.now });
    for (const team of server.visibleToTeams ?? []) rows.visibility.push({ serverId, team });
  }
  return rows;
}

function serverRow(server: DemoServer, id: string, ids: Ids): Prisma.ServerCreateManyInput {
  return {
    id,
    name: nameOf(server),
    origin: server.origin,
    lifecycle: server.lifecycle,
    statusMessage: server.statusMessage ?? null,
    quarantinedAt: server.quarantineNote === undefined ? null : ids.now,
    quarantineNote: server.quarantineNote ?? null,
    classification: server.classification,
    visibility: server.visibleToTeams === undefined ? "everyone" : "teams",
    exposed: server.exposed,
    ownerTeamId: server.ownerTeam === null ? null : ids.teamId(server.ownerTeam),
    deputyId: server.deputy === undefined ? null : ids.personId(server.deputy),
    categories: [...server.categories],
    tags: [...server.tags],
    supportContact: server.supportContact ?? null,
    supportChannel: server.supportChannel ?? null,
    documentation: server.documentation ?? null,
    demo: true,
    createdAt: ids.now,
    updatedAt: ids.now,
  };
}

type VersionOf = { server: DemoServer; version: DemoVersion; serverId: string; ids: Ids };

function addVersion(rows: DemoRows, { server, version, serverId, ids }: VersionOf): void {
  const text = stringifyJson(parseJsonExact(JSON.stringify(version.document)));
  const document = parseJsonExact(text);
  const reading = readDocument(document);
  if (!reading.ok) throw new Error(`${nameOf(server)}: ${reading.field} ${reading.reason}`);
  const { facts } = reading;
  const versionId = randomUUID();
  const tools = version.tools ?? server.tools;
  const publishedAt = new Date(ids.now.getTime() - version.publishedDaysAgo * DAY_MS);

  rows.versions.push({
    id: versionId,
    serverId,
    serverName: facts.name,
    version: facts.version,
    orderKey: orderKey(facts.version, publishedAt.toISOString()),
    lifecycle: version.lifecycle,
    document: text,
    checksum: createHash("sha256").update(canonicalJson(document)).digest("hex"),
    ...columns(facts),
    readme: server.readme ?? facts.readme,
    changelog: version.changelog ?? null,
    publishedAt,
    approvedAt: isApproved(version) ? ids.now : null,
    statusAt: ids.now,
    createdAt: ids.now,
    updatedAt: ids.now,
    toolNames: tools.map((tool) => tool.name),
  });
  for (const entry of facts.packages) rows.packages.push({ versionId, ...entry });
  for (const tool of tools) rows.tools.push(toolRow(versionId, tool));
}

/** Deprecated and retired versions were approved once. */
const isApproved = ({ lifecycle }: DemoVersion) =>
  lifecycle === "approved" || lifecycle === "deprecated" || lifecycle === "retired";

const columns = (facts: DocumentFacts) => ({
  title: facts.title,
  description: facts.description,
  websiteUrl: facts.websiteUrl,
  repositoryUrl: facts.repositoryUrl,
  iconUrl: facts.iconUrl,
  packageTypes: facts.packageTypes,
  transports: facts.transports,
  remoteUrls: facts.remoteUrls,
});

const toolRow = (versionId: string, tool: DemoTool): Prisma.ToolCreateManyInput => ({
  versionId,
  name: tool.name,
  title: tool.title ?? null,
  description: tool.description,
  inputSchema: tool.inputSchema as Prisma.InputJsonObject,
  ...(tool.annotations ? { annotations: tool.annotations } : {}),
  origin: "import",
});
