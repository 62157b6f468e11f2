import { createHash } from "node:crypto";
import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import { visibleTo } from "#lib/catalog/visibility.ts";
import {
  EXPORT_FORMATS,
  exportAllowList,
  notExpressible,
  type ApprovedEntry,
  type ExportFormat,
  type ExportFormatId,
  type NotExpressible,
} from "#lib/clients/core/exports.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseJsonExact } from "#lib/kernel/json.ts";
import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import { GetExportInput } from "./schemas.ts";

export type ExportView = {
  format: ExportFormat;
  text: string;
  /** SHA-256 (hex) of the text. */
  digest: string;
  servers: number;
  /** What the format has no words for; it is left out of the text, never widened. */
  missing: NotExpressible[];
};

/** Lists of exact commands and addresses: every version that is still approved stays allowed. */
const LISTS_EVERY_VERSION: ReadonlySet<ExportFormatId> = new Set([
  "copilot-managed-settings",
  "vscode-policy",
  "claude-managed-settings",
]);

/** The allow list or settings of one kind of client, from what is approved or deprecated now. */
export const getExport = defineQuery({
  name: "getExport",
  permission: "export.read",
  input: GetExportInput,

  async run({ sql }, ctx, { format: id, audience, base }): Promise<ExportView> {
    const format = EXPORT_FORMATS.find((candidate) => candidate.id === id);
    if (!format) throw new AppError("not_found", "There is no such format.");
    if (audience !== undefined) await requireAudience(sql, audience);

    const entries = await approvedEntries(sql, ctx, {
      audience: audience ?? null,
      everyVersion: LISTS_EVERY_VERSION.has(id),
    });
    const registryUrl = audience === undefined ? base : `${base}/r/${audience}`;
    const text = exportAllowList(id, entries, { registryUrl });
    return {
      format,
      text,
      digest: createHash("sha256").update(text).digest("hex"),
      servers: new Set(entries.map((entry) => entry.name)).size,
      missing: notExpressible(id, entries),
    };
  },

  audit: ({ digest, servers }, { format, audience }) => [
    {
      action: "export.download",
      targetKind: "export",
      targetId: format,
      before: null,
      after: { audience: audience ?? null, servers, digest },
    },
  ],
});

async function requireAudience(sql: Readers["sql"], slug: string): Promise<void> {
  const rows = await sql({ text: `SELECT 1 FROM "Audience" WHERE "slug" = $1` }, [slug]);
  if (rows.length === 0) throw new AppError("not_found", `There is no audience ${slug}.`);
}

/**
 * What the registry API offers a signed reader as active or deprecated. A list without an audience
 * lands on every machine, so it names no server that only certain teams may see: those are listed
 * for an audience.
 */
async function approvedEntries(
  sql: Readers["sql"],
  ctx: Context,
  { audience, everyVersion }: { audience: string | null; everyVersion: boolean },
): Promise<ApprovedEntry[]> {
  const visible = visibleTo(ctx.actor, 3);
  const rows = await sql<{ name: string; document: string }>(
    {
      text: `SELECT v."serverName" AS "name", v."document"
             FROM "ServerVersion" v JOIN "Server" s ON s."id" = v."serverId"
             WHERE v."registryStatus" IN ('active', 'deprecated') AND (v."isLatest" OR $1::boolean)
               -- By the clock: these lists land on laptops and stay there.
               AND NOT EXISTS (
                 SELECT 1 FROM "Approval" x WHERE x."serverId" = v."serverId" AND x."version" = v."version"
                   AND x."endedAt" IS NULL AND x."expiresAt" <= now())
               AND ($2::text IS NOT NULL OR s."visibility" = 'everyone')
               AND ($2::text IS NULL OR EXISTS (
                 SELECT 1 FROM "AudienceServer" m JOIN "Audience" a ON a."id" = m."audienceId"
                 WHERE m."serverId" = s."id" AND a."slug" = $2::text))
               AND ${visible.text}
             ORDER BY v."serverName", v."version"`,
    },
    [everyVersion, audience, ...visible.values],
  );
  return rows.map(({ name, document }) => ({
    name,
    // Read by readDocument on its way in, so the parts that the exports use are as typed.
    document: parseJsonExact(document) as unknown as ServerJson,
  }));
}
