import { defineQuery } from "#lib/verbs/define-query.ts";
import { ServerRef } from "./server-schemas.ts";
import { serverView, type ServerRow, type ServerView } from "./server-view.ts";
import { visibleTo } from "./visibility.ts";
import { REVOCATION_NOTE } from "#lib/revocations/revocation-note.ts";

export type { ServerView } from "./server-view.ts";

const columns = (seen: string) => `
  s."id", s."name", s."title", s."description", s."origin", s."lifecycle", s."statusMessage",
  s."quarantinedAt", s."quarantineNote", s."inBrownout", s."classification", s."deploymentModel", s."visibility",
  s."exposed", s."ownerTeamId", s."categories", s."tags", s."supportContact", s."supportChannel",
  s."documentation", s."websiteUrl", s."repositoryUrl", s."createdAt", s."lastReleaseAt",
  s."latestVersion", s."newestVersion", m."name" AS "source",
  (SELECT count(*)::int FROM "ServerVersion" sv
   WHERE sv."serverId" = s."id" AND ${seen}) AS "versionCount",
  CASE WHEN t."id" IS NULL THEN NULL
    ELSE json_build_object('slug', t."slug", 'name', t."name", 'channel', t."channel") END AS "owner",
  CASE WHEN u."id" IS NULL THEN NULL
    ELSE json_build_object('name', u."name", 'email', u."email") END AS "deputy",
  (SELECT coalesce(json_agg(json_build_object('slug', vt."slug", 'name', vt."name") ORDER BY vt."slug"), '[]')
   FROM "ServerVisibility" sv JOIN "Team" vt ON vt."id" = sv."teamId"
   WHERE sv."serverId" = s."id") AS "visibleTeams",
  (SELECT count(*)::int FROM "Tool" tool WHERE tool."versionId" = v."id") AS "toolCount",
  (SELECT json_build_object('request', 'R-' || r."number", 'grantedAt', a."grantedAt", 'expiresAt', a."expiresAt",
     'ranOut', a."ranOutAt" IS NOT NULL OR coalesce(a."expiresAt" <= now(), false),
     'allowedTools', CASE WHEN a."limitsTools" THEN a."allowedTools" END,
     'allowedEnvironments', CASE WHEN a."limitsEnvironments" THEN a."allowedEnvironments" END, 'note', a."note")
   FROM "Approval" a JOIN "Request" r ON r."id" = a."requestId"
   WHERE a."serverId" = s."id" AND a."version" = v."version" AND a."endedAt" IS NULL
   ORDER BY a."grantedAt" DESC LIMIT 1) AS "approval",
  d."deploymentCount", d."brokenDeployments",
  ${REVOCATION_NOTE} AS "revocation",
  v."version" AS "currentVersion", v."lifecycle" AS "currentLifecycle", v."publishedAt",
  v."approvedAt", v."checksum", v."document", v."readme"`;

const JOINS = `
  LEFT JOIN "ServerVersion" v ON v."id" = s."currentVersionId"
  LEFT JOIN "Team" t ON t."id" = s."ownerTeamId"
  LEFT JOIN "User" u ON u."id" = s."deputyId"
  LEFT JOIN "MirrorSource" m ON m."id" = s."sourceId"
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE x."status" <> 'ended')::int AS "deploymentCount",
           count(*) FILTER (WHERE x."status" <> 'ended' AND NOT EXISTS (
             SELECT 1 FROM "DeploymentRule" r
             WHERE r."classification" = s."classification" AND r."model" = x."model"
           ))::int AS "brokenDeployments"
    FROM "Deployment" x WHERE x."serverId" = s."id"
  ) d`;

/** Everything the top of a server's page and its overview show; null for what does not exist or may not be seen. */
export const getServer = defineQuery({
  name: "getServer",
  permission: "catalog.read",
  input: ServerRef,

  async run({ sql }, ctx, { name }): Promise<ServerView | null> {
    const visible = visibleTo(ctx.actor, 2);
    // As in `hiddenVersionStates`; the only value of `visible` is the reader's teams.
    const seen =
      visible.values.length === 0
        ? "true"
        : `(sv."lifecycle" NOT IN ('in_review', 'rejected') OR s."ownerTeamId" = ANY($2::uuid[]))`;
    const [row] = await sql<ServerRow>(
      {
        // The text differs only by whether teams are asked for.
        name: `get-server-${visible.values.length}`,
        text: `SELECT ${columns(seen)} FROM "Server" s ${JOINS} WHERE s."name" = $1 AND ${visible.text}`,
      },
      [name, ...visible.values],
    );
    return row ? serverView(row, ctx.actor) : null;
  },
});
