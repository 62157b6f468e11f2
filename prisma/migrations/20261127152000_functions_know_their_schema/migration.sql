-- Names without a schema are looked up where the session says: in temporary tables first, or along the
-- search_path it sets. A login of the product could so put tables, functions and operators of its own
-- before those that a trigger means: past every rule that a trigger holds, and further, because what a
-- foreign key removes or changes (ON DELETE, ON UPDATE) is written, and its triggers run, as the owner
-- of the tables. Each function says itself where its names are.

-- It kept its places in a temporary table, which a session may have made before, with triggers of its
-- own that ran as the owner of the tables: they are kept in a variable instead.
CREATE TYPE gatehouse_place AS (
  "id" uuid, "serverId" uuid, "current" boolean, "latest" boolean,
  "status" "RegistryStatus", "feed" boolean, "ranOutAt" timestamptz
);
CREATE OR REPLACE FUNCTION gatehouse_refresh_servers(ids uuid[]) RETURNS void LANGUAGE plpgsql
  -- A plan made while the tables were small must not be kept while a bulk import fills them.
  SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  places gatehouse_place[];
BEGIN
  -- Of servers that are going nothing is to be written.
  IF NOT EXISTS (SELECT FROM "Server" WHERE "id" = ANY(ids)) THEN
    RETURN;
  END IF;

  -- One at a time per server, always in the same order. NO KEY: two inserts that both hold the key share
  -- of their foreign key must not wait for each other.
  PERFORM 1 FROM "Server" WHERE "id" = ANY(ids) ORDER BY "id" FOR NO KEY UPDATE;

  places := ARRAY(
    SELECT ROW(r."id", r."serverId", r."place" = 1, r."place" = 1 AND r."rank" < 3,
                 r."status", r."status" IS NOT NULL AND r."exposed", r."ranOutAt")::gatehouse_place
    FROM (
      SELECT v."id", v."serverId", s."exposed", k."rank", o."ranOutAt",
             gatehouse_registry_status(s."lifecycle", s."quarantinedAt" IS NOT NULL OR s."inBrownout" OR o."ranOutAt" IS NOT NULL OR v."revocationId" IS NOT NULL, v."lifecycle") AS "status",
             row_number() OVER (PARTITION BY v."serverId" ORDER BY k."rank", v."orderKey" DESC, v."publishedAt", v."version") AS "place"
      FROM "ServerVersion" v
      JOIN "Server" s ON s."id" = v."serverId"
      CROSS JOIN LATERAL (SELECT CASE v."lifecycle" WHEN 'approved' THEN 0 WHEN 'deprecated' THEN 1 WHEN 'retired' THEN 2 WHEN 'candidate' THEN 3 ELSE 4 END AS "rank") k
      LEFT JOIN LATERAL (
        SELECT max(a."ranOutAt") AS "ranOutAt" FROM "Approval" a
        WHERE a."serverId" = v."serverId" AND a."version" = v."version" AND a."endedAt" IS NULL AND a."ranOutAt" IS NOT NULL
      ) o ON true
      WHERE v."serverId" = ANY(ids)
    ) r
  );

  -- The old latest gives way before the new one takes its place: a unique index allows only one.
  UPDATE "ServerVersion" v SET "isLatest" = false, "updatedAt" = clock_timestamp()
  FROM unnest(places) r WHERE r."id" = v."id" AND v."serverId" = ANY(ids) AND v."isLatest" AND NOT r."latest";
  UPDATE "ServerVersion" v
  SET "isLatest" = r."latest", "registryStatus" = r."status", "inFeed" = r."feed", "updatedAt" = clock_timestamp(),
      "statusAt" = CASE WHEN v."registryStatus" IS DISTINCT FROM r."status" THEN clock_timestamp() ELSE v."statusAt" END
  FROM unnest(places) r
  WHERE r."id" = v."id" AND v."serverId" = ANY(ids)
    AND (v."isLatest", v."inFeed", v."registryStatus") IS DISTINCT FROM (r."latest", r."feed", r."status");

  UPDATE "Server" s SET
    "currentVersionId" = c."id", "latestVersion" = c."latestVersion", "newestVersion" = c."newestVersion",
    "title" = c."title", "description" = coalesce(c."description", ''), "websiteUrl" = c."websiteUrl",
    "repositoryUrl" = c."repositoryUrl", "iconUrl" = c."iconUrl", "lastReleaseAt" = c."lastReleaseAt",
    "versionCount" = coalesce(c."versionCount", 0), "packageTypes" = coalesce(c."packageTypes", '{}'),
    "transports" = coalesce(c."transports", '{}'), "toolNames" = coalesce(c."toolNames", '{}'),
    "deploymentModel" = c."deploymentModel", "approvalRanOutAt" = c."ranOutAt", "updatedAt" = clock_timestamp()
  FROM (
    SELECT i."serverId", v."id", CASE WHEN r."latest" THEN v."version" END AS "latestVersion", n."newestVersion",
           v."title", v."description", v."websiteUrl", v."repositoryUrl", v."iconUrl", n."lastReleaseAt", n."versionCount",
           v."packageTypes", v."transports", v."toolNames", d."deploymentModel", r."ranOutAt"
    FROM unnest(ids) AS i("serverId")
    LEFT JOIN unnest(places) r ON r."serverId" = i."serverId" AND r."current"
    LEFT JOIN "ServerVersion" v ON v."id" = r."id"
    LEFT JOIN LATERAL (
      SELECT max(x."publishedAt") AS "lastReleaseAt", count(*)::int AS "versionCount",
             (array_agg(x."version" ORDER BY x."orderKey" DESC))[1] AS "newestVersion"
      FROM "ServerVersion" x WHERE x."serverId" = i."serverId" AND x."lifecycle" <> 'rejected'
    ) n ON true
    LEFT JOIN LATERAL (
      SELECT CASE WHEN count(DISTINCT x."model") = 1 THEN min(x."model"::text) WHEN count(*) > 1 THEN 'hybrid' END::"DeploymentModel" AS "deploymentModel"
      FROM "Deployment" x WHERE x."serverId" = i."serverId" AND x."status" = 'active'
    ) d ON true
  ) c
  WHERE s."id" = c."serverId" AND (
    s."currentVersionId", s."latestVersion", s."newestVersion", s."title", s."description", s."websiteUrl", s."repositoryUrl",
    s."iconUrl", s."lastReleaseAt", s."versionCount", s."packageTypes", s."transports", s."toolNames", s."deploymentModel", s."approvalRanOutAt"
  ) IS DISTINCT FROM (
    c."id", c."latestVersion", c."newestVersion", c."title", coalesce(c."description", ''), c."websiteUrl", c."repositoryUrl",
    c."iconUrl", c."lastReleaseAt"::timestamptz(3), coalesce(c."versionCount", 0), coalesce(c."packageTypes", '{}'),
    coalesce(c."transports", '{}'), coalesce(c."toolNames", '{}'), c."deploymentModel", c."ranOutAt"::timestamptz(3)
  );
END $$;

-- Nobody but the owner puts objects where the functions look. So it is in databases made since
-- PostgreSQL 15; before, everybody could.
REVOKE CREATE ON SCHEMA public FROM gatehouse_app, PUBLIC;

DO $$
DECLARE
  routine regprocedure;
BEGIN
  FOR routine IN
    SELECT p.oid FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'gatehouse\_%'
      AND NOT coalesce(p.proconfig, '{}') @> '{"search_path=public, pg_temp"}'
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', routine);
  END LOOP;
END $$;
