import { randomUUID } from "node:crypto";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { orderKey } from "#lib/catalog/core/version-order.ts";
import type { Tx } from "#lib/db/client.ts";
import type { BatchPlan, ServerPlan, VersionPlan } from "./core/plan-batch.ts";

type Run = { id: string; sourceId: string | null };
type VersionRow = ReturnType<typeof versionRow>;

/** Carries out a plan with one statement for each kind of row. A step of `importBatch`. */
export async function storeBatch(tx: Tx, plan: BatchPlan, run: Run): Promise<AuditEntry[]> {
  const servers = plan.servers.map((server) => ({ server, id: server.stored?.id ?? randomUUID() }));
  await storeServers(tx, servers, run);

  const versions = servers.flatMap(({ server, id }) =>
    [...server.versions.values()].map((version) => ({
      plan: version,
      row: versionRow(version, id),
    })),
  );
  await insertVersions(
    tx,
    versions.filter(({ plan: { stored } }) => !stored).map(({ row }) => row),
  );
  await changeVersions(
    tx,
    versions.filter(({ plan: { stored } }) => stored).map(({ row }) => row),
  );
  await storeParts(
    tx,
    versions.filter(({ row }) => row.takeDocument),
  );
  return servers.map(({ server, id }) => auditEntry(server, id, run.id));
}

type PlannedServer = { server: ServerPlan; id: string };

async function storeServers(tx: Tx, servers: PlannedServer[], run: Run): Promise<void> {
  const rows = servers.map(({ server, id }) => ({
    id,
    name: server.name,
    lifecycle: server.lifecycle,
    exposed: server.exposed,
    sourceId: run.sourceId,
    adopted: server.adopted,
    isNew: server.stored === null,
  }));
  const fresh = rows.filter((row) => row.isNew);
  if (fresh.length > 0)
    await tx.$executeRaw`
      INSERT INTO "Server" ("id", "name", "lifecycle", "exposed", "sourceId")
      SELECT "id", "name", "lifecycle", "exposed", "sourceId"
      FROM json_to_recordset(${JSON.stringify(fresh)}::json)
        AS r("id" uuid, "name" text, "lifecycle" "ServerLifecycle", "exposed" boolean, "sourceId" uuid)`;
  const known = rows.filter((row) => !row.isNew);
  if (known.length > 0)
    await tx.$executeRaw`
      UPDATE "Server" s SET "lifecycle" = r."lifecycle", "exposed" = r."exposed", "updatedAt" = clock_timestamp(),
        "demo" = s."demo" AND NOT r."adopted",
        "visibility" = CASE WHEN r."adopted" THEN 'everyone' ELSE s."visibility" END,
        "quarantinedAt" = CASE WHEN r."adopted" THEN NULL ELSE s."quarantinedAt" END,
        "quarantineNote" = CASE WHEN r."adopted" THEN NULL ELSE s."quarantineNote" END
      FROM json_to_recordset(${JSON.stringify(known)}::json)
        AS r("id" uuid, "lifecycle" "ServerLifecycle", "exposed" boolean, "adopted" boolean)
      WHERE s."id" = r."id"
        AND (r."adopted" OR (s."lifecycle", s."exposed") IS DISTINCT FROM (r."lifecycle", r."exposed"))`;
}

function versionRow({ stored, entry, next, publishedAt }: VersionPlan, serverId: string) {
  const { facts } = entry;
  return {
    id: stored?.id ?? randomUUID(),
    serverId,
    serverName: facts.name,
    version: facts.version,
    orderKey: orderKey(facts.version, publishedAt),
    lifecycle: next.lifecycle,
    statusMessage: next.statusMessage,
    approve: next.approve,
    takeDocument: next.takeDocument,
    document: entry.document,
    checksum: entry.checksum,
    upstreamMeta: entry.meta,
    publishedAt,
    title: facts.title,
    description: facts.description,
    websiteUrl: facts.websiteUrl,
    repositoryUrl: facts.repositoryUrl,
    iconUrl: facts.iconUrl,
    readme: facts.readme,
    packageTypes: facts.packageTypes,
    transports: facts.transports,
    remoteUrls: facts.remoteUrls,
    toolNames: facts.tools.map((tool) => tool.name),
  };
}

async function insertVersions(tx: Tx, rows: VersionRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "ServerVersion" ("id", "serverId", "serverName", "version", "orderKey", "lifecycle",
      "statusMessage", "approvedAt", "document", "checksum", "upstreamMeta", "publishedAt", "title",
      "description", "websiteUrl", "repositoryUrl", "iconUrl", "readme", "packageTypes",
      "transports", "remoteUrls", "toolNames")
    SELECT "id", "serverId", "serverName", "version", "orderKey", "lifecycle", "statusMessage",
      CASE WHEN "approve" THEN clock_timestamp() END, "document", "checksum", "upstreamMeta",
      "publishedAt", "title", "description", "websiteUrl", "repositoryUrl", "iconUrl", "readme",
      "packageTypes", "transports", "remoteUrls", "toolNames"
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(
      "id" uuid, "serverId" uuid, "serverName" text, "version" text, "orderKey" text,
      "lifecycle" "VersionLifecycle", "statusMessage" text, "approve" boolean, "document" text,
      "checksum" text, "upstreamMeta" text, "publishedAt" timestamptz, "title" text,
      "description" text, "websiteUrl" text, "repositoryUrl" text, "iconUrl" text, "readme" text,
      "packageTypes" text[], "transports" text[], "remoteUrls" text[], "toolNames" text[])`;
}

/** State and `_meta` of all; document and what follows from it only where it is taken. */
async function changeVersions(tx: Tx, rows: VersionRow[]): Promise<void> {
  if (rows.length === 0) return;
  const states = rows.map(
    ({ id, orderKey, lifecycle, statusMessage, approve, upstreamMeta, publishedAt }) => ({
      ...{ id, orderKey, lifecycle, statusMessage, approve, upstreamMeta, publishedAt },
    }),
  );
  const taken = rows.filter((row) => row.takeDocument);
  // Documents first: the database lets an approved one change only together with its approval date.
  if (taken.length > 0)
    await tx.$executeRaw`
      UPDATE "ServerVersion" v SET "document" = r."document", "checksum" = r."checksum",
        "approvedAt" = CASE WHEN r."approve" THEN clock_timestamp() ELSE v."approvedAt" END,
        "title" = r."title", "description" = r."description", "websiteUrl" = r."websiteUrl",
        "repositoryUrl" = r."repositoryUrl", "iconUrl" = r."iconUrl", "readme" = r."readme",
        "packageTypes" = r."packageTypes", "transports" = r."transports",
        "remoteUrls" = r."remoteUrls", "toolNames" = r."toolNames"
      FROM json_to_recordset(${JSON.stringify(taken)}::json) AS r(
        "id" uuid, "document" text, "checksum" text, "approve" boolean, "title" text,
        "description" text, "websiteUrl" text, "repositoryUrl" text, "iconUrl" text, "readme" text,
        "packageTypes" text[], "transports" text[], "remoteUrls" text[], "toolNames" text[])
      WHERE v."id" = r."id"`;
  await tx.$executeRaw`
    UPDATE "ServerVersion" v SET "lifecycle" = r."lifecycle", "statusMessage" = r."statusMessage",
      "approvedAt" = CASE WHEN r."approve" THEN clock_timestamp() ELSE v."approvedAt" END,
      "upstreamMeta" = coalesce(r."upstreamMeta", v."upstreamMeta"),
      "publishedAt" = r."publishedAt", "orderKey" = r."orderKey",
      "statusAt" = CASE WHEN (v."lifecycle", v."statusMessage") IS DISTINCT FROM (r."lifecycle", r."statusMessage")
        THEN clock_timestamp() ELSE v."statusAt" END,
      "updatedAt" = CASE WHEN v."publishedAt" <> r."publishedAt" THEN clock_timestamp() ELSE v."updatedAt" END
    FROM json_to_recordset(${JSON.stringify(states)}::json) AS r(
      "id" uuid, "orderKey" text, "lifecycle" "VersionLifecycle", "statusMessage" text,
      "approve" boolean, "upstreamMeta" text, "publishedAt" timestamptz)
    WHERE v."id" = r."id"`;
}

type PlannedVersion = { plan: VersionPlan; row: VersionRow };

/** Packages and tools of every document that is taken, in place of the earlier ones. */
async function storeParts(tx: Tx, versions: PlannedVersion[]): Promise<void> {
  const replaced = versions.filter(({ plan }) => plan.stored).map(({ row }) => row.id);
  if (replaced.length > 0) {
    await tx.versionPackage.deleteMany({ where: { versionId: { in: replaced } } });
    // Tools seen on a running server are ours, not the document's.
    await tx.tool.deleteMany({ where: { versionId: { in: replaced }, origin: "meta" } });
  }
  const packages = versions.flatMap(({ plan, row }) =>
    plan.entry.facts.packages.map((part) => ({ ...part, id: randomUUID(), versionId: row.id })),
  );
  if (packages.length > 0)
    await tx.$executeRaw`
      INSERT INTO "VersionPackage" ("id", "versionId", "position", "registryType", "identifier", "version", "transport", "registryUrl", "digest")
      SELECT * FROM json_to_recordset(${JSON.stringify(packages)}::json) AS r("id" uuid, "versionId" uuid,
        "position" int, "registryType" text, "identifier" text, "version" text, "transport" text, "registryUrl" text, "digest" text)`;
  const tools = versions.flatMap(({ plan, row }) =>
    plan.entry.facts.tools.map((tool) => ({ ...tool, id: randomUUID(), versionId: row.id })),
  );
  if (tools.length > 0)
    await tx.$executeRaw`
      INSERT INTO "Tool" ("id", "versionId", "name", "title", "description", "inputSchema", "outputSchema", "annotations", "origin")
      SELECT r.*, 'meta' FROM json_to_recordset(${JSON.stringify(tools)}::json) AS r("id" uuid, "versionId" uuid,
        "name" text, "title" text, "description" text, "inputSchema" jsonb, "outputSchema" jsonb, "annotations" jsonb)
      ON CONFLICT ("versionId", "name") DO NOTHING`;
}

function auditEntry(server: ServerPlan, id: string, run: string): AuditEntry {
  const { stored, lifecycle, exposed, adopted, versions } = server;
  const facts = [...versions].map(([version, { next, changed }]) => ({
    version,
    lifecycle: next.lifecycle,
    changed,
  }));
  return {
    action: stored ? "server.update" : "server.import",
    targetKind: "server",
    targetId: id,
    before: stored ? { lifecycle: stored.lifecycle, exposed: stored.exposed } : null,
    after: { import: run, lifecycle, exposed, versions: facts, ...(adopted ? { adopted } : {}) },
  };
}
