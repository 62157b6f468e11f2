import type { Tx } from "#lib/db/client.ts";
import { isJsonObject, parseJsonExact } from "#lib/kernel/json.ts";
import { readEntry, type UpstreamStatus } from "./core/entry-shape.ts";
import {
  versionKey,
  type BatchEntry,
  type Known,
  type ReadableEntry,
  type StoredServer,
  type StoredVersion,
} from "./core/plan-batch.ts";

type ServerRow = StoredServer & { name: string };
type VersionRow = Omit<StoredVersion, "metaStatus"> & { serverName: string; version: string };

/** The stored servers and versions that a batch of a source speaks of; the servers' rows are locked. */
export async function loadKnown(
  tx: Tx,
  entries: readonly BatchEntry[],
  sourceId: string | null,
): Promise<Known> {
  const readable = entries.filter((entry): entry is ReadableEntry => "facts" in entry);
  const names = readable.map((entry) => entry.facts.name);
  const numbers = readable.map((entry) => entry.facts.version);
  const servers = await tx.$queryRaw<ServerRow[]>`
    SELECT "id", "name", "lifecycle"::text, "quarantinedAt" IS NOT NULL AS "quarantined",
           "origin"::text, "visibility"::text, "exposed", "demo",
           "sourceId" IS NOT NULL AND "sourceId" IS DISTINCT FROM ${sourceId}::uuid AS "ofOtherSource"
    FROM "Server" WHERE "name" = ANY(${names}) ORDER BY "id" FOR UPDATE`;
  const versions = await tx.$queryRaw<VersionRow[]>`
    SELECT v."id", v."serverName", v."version", v."lifecycle"::text, v."statusMessage", v."checksum",
           v."upstreamMeta" AS "meta",
           to_char(v."publishedAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "publishedAt"
    FROM unnest(${names}::text[], ${numbers}::text[]) AS wanted("name", "version")
    JOIN "ServerVersion" v ON v."serverName" = wanted."name" AND v."version" = wanted."version"`;
  return {
    servers: new Map(servers.map(({ name, ...server }) => [name, server])),
    versions: new Map(
      versions.map(({ serverName, version, ...known }) => [
        versionKey(serverName, version),
        { ...known, metaStatus: statusIn(known.meta) },
      ]),
    ),
  };
}

function statusIn(meta: string | null): UpstreamStatus | null {
  if (meta === null) return null;
  const parsed = parseJsonExact(meta);
  return isJsonObject(parsed) ? readEntry({ server: {}, _meta: parsed }).upstream.status : null;
}
