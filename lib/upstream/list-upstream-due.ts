import { defineQuery } from "#lib/verbs/define-query.ts";
import { ListUpstreamDueInput } from "./schemas.ts";

export type WatchedPackage = {
  position: number;
  registryType: string;
  identifier: string;
  version: string | null;
  registryUrl: string | null;
};
export type WatchedServer = {
  serverId: string;
  name: string;
  version: string;
  packages: WatchedPackage[];
};

/** Looking again sooner would only trouble the registries. */
const REST_MS = 50 * 60_000;

/** The rows that every watched server has: what the mirrored registry brought, and when we looked. */
export const MIRROR = "mirror";

/** Servers on offer that somebody owns, the one that waits longest first. For the worker. */
export const listUpstreamDue = defineQuery({
  name: "listUpstreamDue",
  permission: "identity.resolve",
  input: ListUpstreamDueInput,

  run({ sql }, ctx, { limit }): Promise<WatchedServer[]> {
    return sql<WatchedServer>(
      {
        name: "list-upstream-due",
        text: `
          SELECT s."id" AS "serverId", s."name", v."version",
            (SELECT coalesce(json_agg(json_build_object('position', p."position",
               'registryType', p."registryType", 'identifier', p."identifier",
               'version', p."version", 'registryUrl', p."registryUrl") ORDER BY p."position"), '[]')
             FROM "VersionPackage" p
             WHERE p."versionId" = v."id" AND p."registryType" IN ('npm', 'pypi', 'oci')) AS "packages"
          FROM "Server" s
          JOIN "ServerVersion" v ON v."serverId" = s."id" AND v."version" = s."latestVersion"
          LEFT JOIN "UpstreamWatch" w ON w."serverId" = s."id" AND w."registryType" = $1
          WHERE s."ownerTeamId" IS NOT NULL AND s."lifecycle" IN ('approved', 'deprecated')
            AND (w."checkedAt" IS NULL OR w."checkedAt" < $2)
          ORDER BY w."checkedAt" NULLS FIRST, s."id" LIMIT $3`,
      },
      [MIRROR, new Date(ctx.now.getTime() - REST_MS), limit],
    );
  },
});
