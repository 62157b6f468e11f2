import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import type { RevocationNote } from "#lib/revocations/core/words.ts";
import {
  REVOCATION_NOTE,
  revocationNote,
  type StoredRevocationNote,
} from "#lib/revocations/revocation-note.ts";
import type { RegistryStatus, VersionLifecycle } from "./core/words.ts";
import { findVisibleServer } from "./find-visible-server.ts";
import { ListVersionsInput } from "./server-schemas.ts";
import { hiddenVersionStates } from "./visibility.ts";

export type VersionSummary = {
  version: string;
  lifecycle: VersionLifecycle;
  statusMessage: string | null;
  publishedAt: Date;
  approvedAt: Date | null;
  changelog: string | null;
  checksum: string;
  isLatest: boolean;
  /** What clients are told; null: they are not told of it. */
  registryStatus: RegistryStatus | null;
  toolCount: number;
  packageTypes: string[];
  transports: string[];
  revocation: RevocationNote | null;
};
type Row = Omit<VersionSummary, "revocation"> & {
  revocation: StoredRevocationNote | null;
  left: number;
};
export type VersionPage = { versions: VersionSummary[]; total: number; nextAfter: string | null };

const PAGE = `
  SELECT v."version", v."lifecycle", v."statusMessage", v."publishedAt", v."approvedAt",
         v."changelog", v."checksum", v."isLatest", v."registryStatus",
         coalesce(cardinality(v."toolNames"), 0) AS "toolCount", v."packageTypes", v."transports",
         ${REVOCATION_NOTE} AS "revocation",
         count(*) OVER ()::int AS "left"
  FROM "ServerVersion" v
  WHERE v."serverId" = $1::uuid AND v."lifecycle" <> ALL($4::"VersionLifecycle"[])
    AND ($2::text IS NULL OR (v."orderKey", v."version") < (
    SELECT a."orderKey", a."version" FROM "ServerVersion" a
    WHERE a."serverId" = $1::uuid AND a."version" = $2))
  ORDER BY v."orderKey" DESC, v."version" DESC
  LIMIT $3`;

/** A server's versions, newest first, each with its own lifecycle; null for a server nobody may see. */
export const listVersions = defineQuery({
  name: "listVersions",
  permission: "catalog.read",
  input: ListVersionsInput,

  async run({ sql }, ctx, { name, after, limit }): Promise<VersionPage | null> {
    const server = await findVisibleServer(sql, ctx, name);
    if (!server) return null;
    const hidden = hiddenVersionStates(ctx.actor, server);
    const rows = await sql<Row>({ name: "list-versions", text: PAGE }, [
      server.id,
      after ?? null,
      limit,
      hidden,
    ]);
    const left = rows[0]?.left ?? 0;
    return {
      versions: rows.map(toSummary),
      total: after === undefined ? left : await countVersions(sql, server.id, hidden),
      nextAfter: left > rows.length ? (rows.at(-1)?.version ?? null) : null,
    };
  },
});

async function countVersions(
  sql: Readers["sql"],
  serverId: string,
  hidden: readonly string[],
): Promise<number> {
  const text = `SELECT count(*)::int AS n FROM "ServerVersion"
    WHERE "serverId" = $1::uuid AND "lifecycle" <> ALL($2::"VersionLifecycle"[])`;
  const [row] = await sql<{ n: number }>({ name: "count-versions", text }, [serverId, hidden]);
  return row?.n ?? 0;
}

const toSummary = (row: Row): VersionSummary => ({
  version: row.version,
  lifecycle: row.lifecycle,
  statusMessage: row.statusMessage,
  publishedAt: row.publishedAt,
  approvedAt: row.approvedAt,
  changelog: row.changelog,
  checksum: row.checksum,
  isLatest: row.isLatest,
  registryStatus: row.registryStatus,
  toolCount: row.toolCount,
  packageTypes: row.packageTypes,
  transports: row.transports,
  revocation: revocationNote(row.revocation),
});
