import type {
  DataClassification,
  DeploymentModel,
  ServerLifecycle,
} from "#lib/catalog/core/words.ts";
import { visibleTo } from "#lib/catalog/visibility.ts";
import type { Sql } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { attentionOf, type Attention } from "./core/attention.ts";

export type OwnedServer = {
  name: string;
  title: string | null;
  lifecycle: ServerLifecycle;
  quarantined: boolean;
  classification: DataClassification | null;
  deploymentModel: DeploymentModel | null;
  latestVersion: string | null;
  newestVersion: string | null;
  lastReleaseAt: Date | null;
  team: { slug: string; name: string };
  deputy: string | null;
  attention: Attention[];
};

type Row = Omit<OwnedServer, "team" | "attention" | "quarantined"> & {
  quarantineNote: string | null;
  versionCount: number;
  supportContact: string | null;
  supportChannel: string | null;
  teamSlug: string;
  teamName: string;
  violatedBy: DeploymentModel[];
  candidateVersions: number;
};

const MAX_SERVERS = 500;

/** What teams own, as far as the reader may see it, with what needs attention. By name. */
export async function serversOfTeams(
  sql: Sql,
  ctx: Context,
  teamIds: readonly string[],
): Promise<{ servers: OwnedServer[]; total: number }> {
  const visible = visibleTo(ctx.actor, 2);
  const rows = await sql<Row & { total: number }>({ text: query(visible.text) }, [
    teamIds,
    ...visible.values,
  ]);
  return {
    servers: rows.map((row) => ownedServer(row, ctx.now)),
    total: rows[0]?.total ?? 0,
  };
}

const query = (visible: string) => `
  SELECT s."name", s."title", s."lifecycle", s."classification",
         CASE WHEN s."quarantinedAt" IS NOT NULL THEN s."quarantineNote" END AS "quarantineNote",
         s."deploymentModel", s."latestVersion", s."newestVersion", s."lastReleaseAt",
         s."versionCount", s."supportContact", s."supportChannel",
         t."slug" AS "teamSlug", t."name" AS "teamName", u."name" AS "deputy",
         count(*) OVER ()::int AS "total",
         ARRAY(SELECT DISTINCT d."model"::text FROM "Deployment" d
               WHERE d."serverId" = s."id" AND d."status" <> 'ended' AND NOT EXISTS (
                 SELECT 1 FROM "DeploymentRule" r
                 WHERE r."classification" = s."classification" AND r."model" = d."model")) AS "violatedBy",
         (SELECT count(*)::int FROM "ServerVersion" v
          WHERE v."serverId" = s."id" AND v."lifecycle" IN ('candidate', 'in_review')
            AND v."orderKey" > coalesce((SELECT l."orderKey" FROM "ServerVersion" l
                                         WHERE l."serverId" = s."id" AND l."isLatest"), '')) AS "candidateVersions"
  FROM "Server" s
  JOIN "Team" t ON t."id" = s."ownerTeamId"
  LEFT JOIN "User" u ON u."id" = s."deputyId" AND u."disabledAt" IS NULL
  WHERE s."ownerTeamId" = ANY($1::uuid[]) AND ${visible}
  ORDER BY s."name" LIMIT ${MAX_SERVERS}`;

function ownedServer(row: Row, now: Date): OwnedServer {
  const hasSupport = row.supportContact !== null || row.supportChannel !== null;
  return {
    name: row.name,
    title: row.title,
    lifecycle: row.lifecycle,
    quarantined: row.quarantineNote !== null,
    classification: row.classification,
    deploymentModel: row.deploymentModel,
    latestVersion: row.latestVersion,
    newestVersion: row.newestVersion,
    lastReleaseAt: row.lastReleaseAt,
    team: { slug: row.teamSlug, name: row.teamName },
    deputy: row.deputy,
    attention: attentionOf({ ...row, hasDeputy: row.deputy !== null, hasSupport }, now),
  };
}
