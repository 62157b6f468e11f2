CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('engineer', 'security', 'admin', 'auditor');

-- CreateEnum
CREATE TYPE "Origin" AS ENUM ('community', 'vendor', 'internal');

-- CreateEnum
CREATE TYPE "ServerLifecycle" AS ENUM ('candidate', 'in_review', 'approved', 'deprecated', 'retired', 'rejected');

-- CreateEnum
CREATE TYPE "VersionLifecycle" AS ENUM ('candidate', 'in_review', 'approved', 'deprecated', 'retired', 'rejected');

-- CreateEnum
CREATE TYPE "DataClassification" AS ENUM ('public', 'internal', 'confidential', 'restricted');

-- CreateEnum
CREATE TYPE "DeploymentModel" AS ENUM ('cloud', 'self_hosted', 'hybrid');

-- CreateEnum
CREATE TYPE "DeploymentStatus" AS ENUM ('planned', 'active', 'suspended', 'ended');

-- CreateEnum
CREATE TYPE "Visibility" AS ENUM ('everyone', 'teams');

-- CreateEnum
CREATE TYPE "RegistryStatus" AS ENUM ('active', 'deprecated', 'deleted');

-- CreateEnum
CREATE TYPE "ImportStatus" AS ENUM ('running', 'done', 'failed');

-- CreateEnum
CREATE TYPE "ImportOutcome" AS ENUM ('imported', 'updated', 'unchanged', 'refused');

-- CreateTable
CREATE TABLE "User" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "issuer" TEXT,
    "subject" TEXT,
    "roles" "Role"[] DEFAULT ARRAY['engineer']::"Role"[],
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" TIMESTAMPTZ(3),
    "disabledAt" TIMESTAMPTZ(3),
    "disabledReason" TEXT,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "authenticatedAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),
    "revokedReason" TEXT,
    "method" TEXT NOT NULL,
    "userAgent" TEXT,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Team" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "channel" TEXT,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TeamMember" (
    "teamId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "joinedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TeamMember_pkey" PRIMARY KEY ("teamId","userId")
);

-- CreateTable
CREATE TABLE "AccessToken" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "digest" BYTEA NOT NULL,
    "scopes" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AccessToken_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Server" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "origin" "Origin" NOT NULL DEFAULT 'community',
    "lifecycle" "ServerLifecycle" NOT NULL DEFAULT 'candidate',
    "statusMessage" TEXT,
    "quarantinedAt" TIMESTAMPTZ(3),
    "quarantineNote" TEXT,
    "classification" "DataClassification",
    "visibility" "Visibility" NOT NULL DEFAULT 'everyone',
    "exposed" BOOLEAN NOT NULL DEFAULT false,
    "ownerTeamId" UUID,
    "deputyId" UUID,
    "categories" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "supportContact" TEXT,
    "supportChannel" TEXT,
    "documentation" TEXT,
    "sourceId" UUID,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "currentVersionId" UUID,
    "latestVersion" TEXT,
    "newestVersion" TEXT,
    "title" TEXT,
    "description" TEXT NOT NULL DEFAULT '',
    "websiteUrl" TEXT,
    "repositoryUrl" TEXT,
    "iconUrl" TEXT,
    "lastReleaseAt" TIMESTAMPTZ(3),
    "versionCount" INTEGER NOT NULL DEFAULT 0,
    "packageTypes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "transports" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "toolNames" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "deploymentModel" "DeploymentModel",
    "haystack" TEXT NOT NULL DEFAULT '',
    "search" tsvector,

    CONSTRAINT "Server_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ServerVisibility" (
    "serverId" UUID NOT NULL,
    "teamId" UUID NOT NULL,

    CONSTRAINT "ServerVisibility_pkey" PRIMARY KEY ("serverId","teamId")
);

-- CreateTable
CREATE TABLE "ServerVersion" (
    "id" UUID NOT NULL,
    "serverId" UUID NOT NULL,
    "serverName" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "orderKey" TEXT NOT NULL,
    "lifecycle" "VersionLifecycle" NOT NULL DEFAULT 'candidate',
    "statusMessage" TEXT,
    "document" TEXT NOT NULL,
    "title" TEXT,
    "description" TEXT NOT NULL,
    "websiteUrl" TEXT,
    "repositoryUrl" TEXT,
    "iconUrl" TEXT,
    "readme" TEXT,
    "checksum" TEXT NOT NULL,
    "upstreamMeta" TEXT,
    "changelog" TEXT,
    "publishedAt" TIMESTAMPTZ(6) NOT NULL,
    "approvedAt" TIMESTAMPTZ(3),
    "statusAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "registryStatus" "RegistryStatus",
    "isLatest" BOOLEAN NOT NULL DEFAULT false,
    "inFeed" BOOLEAN NOT NULL DEFAULT false,
    "packageTypes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "transports" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "remoteUrls" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "toolNames" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "ServerVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "VersionPackage" (
    "id" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "registryType" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "version" TEXT,
    "transport" TEXT,
    "registryUrl" TEXT,

    CONSTRAINT "VersionPackage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Tool" (
    "id" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT,
    "description" TEXT NOT NULL DEFAULT '',
    "inputSchema" JSONB,
    "outputSchema" JSONB,
    "annotations" JSONB,
    "origin" TEXT NOT NULL,

    CONSTRAINT "Tool_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Deployment" (
    "id" UUID NOT NULL,
    "serverId" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "model" "DeploymentModel" NOT NULL,
    "provider" TEXT NOT NULL,
    "region" TEXT,
    "residency" TEXT,
    "address" TEXT,
    "operatedBy" TEXT NOT NULL,
    "status" "DeploymentStatus" NOT NULL DEFAULT 'active',
    "version" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Deployment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DeploymentRule" (
    "classification" "DataClassification" NOT NULL,
    "model" "DeploymentModel" NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "DeploymentRule_pkey" PRIMARY KEY ("classification","model")
);

-- CreateTable
CREATE TABLE "Audience" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "anonymous" BOOLEAN NOT NULL DEFAULT false,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Audience_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AudienceServer" (
    "audienceId" UUID NOT NULL,
    "serverId" UUID NOT NULL,

    CONSTRAINT "AudienceServer_pkey" PRIMARY KEY ("audienceId","serverId")
);

-- CreateTable
CREATE TABLE "AudienceTeam" (
    "audienceId" UUID NOT NULL,
    "teamId" UUID NOT NULL,

    CONSTRAINT "AudienceTeam_pkey" PRIMARY KEY ("audienceId","teamId")
);

-- CreateTable
CREATE TABLE "SavedView" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SavedView_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MirrorSource" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "allowedHosts" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "approve" BOOLEAN NOT NULL DEFAULT false,
    "expose" BOOLEAN NOT NULL DEFAULT false,
    "updatedSince" TIMESTAMPTZ(3),
    "resumeCursor" TEXT,
    "resumeStartedAt" TIMESTAMPTZ(3),
    "lastRunAt" TIMESTAMPTZ(3),
    "lastSuccessAt" TIMESTAMPTZ(3),
    "lastError" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MirrorSource_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportRun" (
    "id" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "sourceId" UUID,
    "startedBy" UUID,
    "status" "ImportStatus" NOT NULL DEFAULT 'running',
    "approve" BOOLEAN NOT NULL DEFAULT false,
    "expose" BOOLEAN NOT NULL DEFAULT false,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "beatAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),
    "imported" INTEGER NOT NULL DEFAULT 0,
    "updated" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,

    CONSTRAINT "ImportRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportItem" (
    "runId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT,
    "version" TEXT,
    "outcome" "ImportOutcome" NOT NULL,
    "field" TEXT,
    "reason" TEXT,

    CONSTRAINT "ImportItem_pkey" PRIMARY KEY ("runId","position")
);

-- CreateTable
CREATE TABLE "SearchWord" (
    "word" TEXT NOT NULL,

    CONSTRAINT "SearchWord_pkey" PRIMARY KEY ("word")
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "AuditEvent" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actorKind" TEXT NOT NULL,
    "actorId" TEXT NOT NULL,
    "actorName" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "targetKind" TEXT NOT NULL,
    "targetId" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "requestId" TEXT NOT NULL,

    CONSTRAINT "AuditEvent_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "User_issuer_subject_key" ON "User"("issuer", "subject");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Team_slug_key" ON "Team"("slug");

-- CreateIndex
CREATE INDEX "TeamMember_userId_idx" ON "TeamMember"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "AccessToken_prefix_key" ON "AccessToken"("prefix");

-- CreateIndex
CREATE INDEX "AccessToken_userId_idx" ON "AccessToken"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Server_name_key" ON "Server"("name");

-- CreateIndex
CREATE INDEX "Server_search_idx" ON "Server" USING GIN ("search");

-- CreateIndex
CREATE INDEX "Server_haystack_trgm_idx" ON "Server" USING GIN ("haystack" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "Server_ownerTeamId_idx" ON "Server"("ownerTeamId");

-- CreateIndex
CREATE INDEX "Server_sourceId_idx" ON "Server"("sourceId");

-- CreateIndex
CREATE INDEX "Server_lifecycle_name_idx" ON "Server"("lifecycle", "name");

-- CreateIndex
CREATE INDEX "Server_lastReleaseAt_name_idx" ON "Server"("lastReleaseAt", "name");

-- CreateIndex
CREATE INDEX "ServerVisibility_teamId_idx" ON "ServerVisibility"("teamId");

-- CreateIndex
CREATE INDEX "ServerVersion_updatedAt_idx" ON "ServerVersion"("updatedAt");

-- CreateIndex
CREATE UNIQUE INDEX "ServerVersion_serverId_version_key" ON "ServerVersion"("serverId", "version");

-- CreateIndex
CREATE UNIQUE INDEX "ServerVersion_serverName_version_key" ON "ServerVersion"("serverName", "version");

-- CreateIndex
CREATE INDEX "VersionPackage_registryType_identifier_idx" ON "VersionPackage"("registryType", "identifier");

-- CreateIndex
CREATE UNIQUE INDEX "VersionPackage_versionId_position_key" ON "VersionPackage"("versionId", "position");

-- CreateIndex
CREATE UNIQUE INDEX "Tool_versionId_name_key" ON "Tool"("versionId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "Deployment_serverId_environment_provider_address_key" ON "Deployment"("serverId", "environment", "provider", "address");

-- CreateIndex
CREATE UNIQUE INDEX "Audience_slug_key" ON "Audience"("slug");

-- CreateIndex
CREATE INDEX "AudienceServer_serverId_idx" ON "AudienceServer"("serverId");

-- CreateIndex
CREATE UNIQUE INDEX "SavedView_userId_name_key" ON "SavedView"("userId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "MirrorSource_name_key" ON "MirrorSource"("name");

-- CreateIndex
CREATE UNIQUE INDEX "MirrorSource_url_key" ON "MirrorSource"("url");

-- CreateIndex
CREATE INDEX "ImportRun_startedAt_idx" ON "ImportRun"("startedAt");

-- CreateIndex
CREATE INDEX "ImportItem_runId_outcome_idx" ON "ImportItem"("runId", "outcome");

-- CreateIndex
CREATE INDEX "SearchWord_trgm_idx" ON "SearchWord" USING GIN ("word" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "AuditEvent_targetKind_targetId_at_idx" ON "AuditEvent"("targetKind", "targetId", "at");

-- CreateIndex
CREATE INDEX "AuditEvent_at_idx" ON "AuditEvent"("at");

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TeamMember" ADD CONSTRAINT "TeamMember_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TeamMember" ADD CONSTRAINT "TeamMember_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AccessToken" ADD CONSTRAINT "AccessToken_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Server" ADD CONSTRAINT "Server_ownerTeamId_fkey" FOREIGN KEY ("ownerTeamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Server" ADD CONSTRAINT "Server_deputyId_fkey" FOREIGN KEY ("deputyId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Server" ADD CONSTRAINT "Server_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "MirrorSource"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServerVisibility" ADD CONSTRAINT "ServerVisibility_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServerVisibility" ADD CONSTRAINT "ServerVisibility_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServerVersion" ADD CONSTRAINT "ServerVersion_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "VersionPackage" ADD CONSTRAINT "VersionPackage_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "ServerVersion"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Tool" ADD CONSTRAINT "Tool_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "ServerVersion"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Deployment" ADD CONSTRAINT "Deployment_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AudienceServer" ADD CONSTRAINT "AudienceServer_audienceId_fkey" FOREIGN KEY ("audienceId") REFERENCES "Audience"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AudienceServer" ADD CONSTRAINT "AudienceServer_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AudienceTeam" ADD CONSTRAINT "AudienceTeam_audienceId_fkey" FOREIGN KEY ("audienceId") REFERENCES "Audience"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AudienceTeam" ADD CONSTRAINT "AudienceTeam_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SavedView" ADD CONSTRAINT "SavedView_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImportRun" ADD CONSTRAINT "ImportRun_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "MirrorSource"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImportRun" ADD CONSTRAINT "ImportRun_startedBy_fkey" FOREIGN KEY ("startedBy") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImportItem" ADD CONSTRAINT "ImportItem_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ImportRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- ------------------------------------------------------------ below: what Prisma cannot express

-- Names and versions sort and compare as bytes, as the registry API orders them.
ALTER TABLE "Server" ALTER COLUMN "name" TYPE TEXT COLLATE "C";
ALTER TABLE "ServerVersion"
  ALTER COLUMN "serverName" TYPE TEXT COLLATE "C",
  ALTER COLUMN "version" TYPE TEXT COLLATE "C",
  ALTER COLUMN "orderKey" TYPE TEXT COLLATE "C";

ALTER TABLE "Server"
  ADD CONSTRAINT "Server_name_official" CHECK ("name" ~ '^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$' AND length("name") BETWEEN 3 AND 200),
  ADD CONSTRAINT "Server_quarantine_has_note" CHECK ("quarantinedAt" IS NULL OR "quarantineNote" IS NOT NULL),
  ADD CONSTRAINT "Server_exposed_is_seen_by_everyone" CHECK (NOT "exposed" OR "visibility" = 'everyone');
ALTER TABLE "ServerVersion"
  ADD CONSTRAINT "ServerVersion_version_shape" CHECK (length("version") BETWEEN 1 AND 255),
  ADD CONSTRAINT "ServerVersion_checksum_shape" CHECK ("checksum" ~ '^[0-9a-f]{64}$'),
  ADD CONSTRAINT "ServerVersion_approved_has_date" CHECK ("lifecycle" <> 'approved' OR "approvedAt" IS NOT NULL);
ALTER TABLE "User" ADD CONSTRAINT "User_email_lower_case" CHECK ("email" = lower("email"));
ALTER TABLE "Team" ADD CONSTRAINT "Team_slug_shape" CHECK ("slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$');
ALTER TABLE "Audience" ADD CONSTRAINT "Audience_slug_shape" CHECK ("slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$');
ALTER TABLE "AccessToken" ADD CONSTRAINT "AccessToken_digest_is_sha256" CHECK (octet_length("digest") = 32);

CREATE UNIQUE INDEX "ServerVersion_one_latest" ON "ServerVersion" ("serverId") WHERE "isLatest";
CREATE INDEX "ServerVersion_feed" ON "ServerVersion" ("serverName", "version") WHERE "inFeed";
CREATE INDEX "ServerVersion_feed_latest" ON "ServerVersion" ("serverName", "version") WHERE "inFeed" AND "isLatest";
CREATE INDEX "Server_browse_name" ON "Server" ("name") WHERE "lifecycle" IN ('approved', 'deprecated');
CREATE INDEX "Server_demo" ON "Server" ("id") WHERE "demo";
CREATE INDEX "Server_added" ON "Server" ("createdAt" DESC, "name");
CREATE INDEX "Server_browse_release" ON "Server" ("lastReleaseAt" DESC NULLS LAST, "name") WHERE "lifecycle" IN ('approved', 'deprecated');

-- Names that look alike share this skeleton: see lib/catalog/core/look-alike.ts.
CREATE INDEX "Server_look_alike" ON "Server" (
  translate(replace(replace(replace(regexp_replace(lower("name"), '[-_.]+', '-', 'g'), 'rn', 'm'), 'vv', 'w'), 'cl', 'd'), '01i|5', 'ollls')
);

-- A server keeps its name for life: clients match on it.
CREATE FUNCTION gatehouse_server_name_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'GH001: conflict: The name of a server cannot be changed.';
END $$;
CREATE TRIGGER "Server_name_is_immutable" BEFORE UPDATE OF "name" ON "Server"
  FOR EACH ROW WHEN (OLD."name" IS DISTINCT FROM NEW."name") EXECUTE FUNCTION gatehouse_server_name_is_immutable();

-- An approval is for one document: another document needs another approval.
CREATE FUNCTION gatehouse_approved_document_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'GH001: conflict: The document of an approved version cannot be changed without approving it again.';
END $$;
CREATE TRIGGER "ServerVersion_approved_document_stays" BEFORE UPDATE OF "document", "checksum" ON "ServerVersion"
  FOR EACH ROW WHEN (
    OLD."lifecycle" IN ('approved', 'deprecated') AND OLD."checksum" IS DISTINCT FROM NEW."checksum"
    AND NEW."approvedAt" IS NOT DISTINCT FROM OLD."approvedAt"
  ) EXECUTE FUNCTION gatehouse_approved_document_stays();

-- What the official registry API calls a version. The same table in TypeScript:
-- lib/catalog/core/registry-status.ts; a test compares the two over every combination.
CREATE FUNCTION gatehouse_registry_status(server "ServerLifecycle", quarantined boolean, version "VersionLifecycle")
RETURNS "RegistryStatus" LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN server IN ('candidate', 'in_review', 'rejected') THEN NULL
    WHEN version IN ('candidate', 'in_review', 'rejected') THEN NULL
    WHEN quarantined OR server = 'retired' OR version = 'retired' THEN 'deleted'
    WHEN server = 'deprecated' OR version = 'deprecated' THEN 'deprecated'
    ELSE 'active'
  END::"RegistryStatus"
$$;

-- Recomputes everything that follows from a server's versions and deployments.
CREATE FUNCTION gatehouse_refresh_servers(ids uuid[]) RETURNS void LANGUAGE plpgsql
  -- A plan made while the tables were small must not be kept while a bulk import fills them.
  SET client_min_messages = warning SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  -- One at a time per server, always in the same order. NO KEY: two inserts that both hold the key share
  -- of their foreign key must not wait for each other.
  PERFORM 1 FROM "Server" WHERE "id" = ANY(ids) ORDER BY "id" FOR NO KEY UPDATE;

  CREATE TEMP TABLE IF NOT EXISTS gatehouse_ranked (
    "id" uuid, "serverId" uuid, "current" boolean, "latest" boolean,
    "status" "RegistryStatus", "feed" boolean
  ) ON COMMIT DELETE ROWS;
  DELETE FROM gatehouse_ranked;
  INSERT INTO gatehouse_ranked
  SELECT r."id", r."serverId", r."place" = 1, r."place" = 1 AND r."rank" < 3,
         r."status", r."status" IS NOT NULL AND r."exposed"
  FROM (
    SELECT v."id", v."serverId", s."exposed", k."rank",
           gatehouse_registry_status(s."lifecycle", s."quarantinedAt" IS NOT NULL, v."lifecycle") AS "status",
           row_number() OVER (PARTITION BY v."serverId" ORDER BY k."rank", v."orderKey" DESC, v."publishedAt", v."version") AS "place"
    FROM "ServerVersion" v
    JOIN "Server" s ON s."id" = v."serverId"
    CROSS JOIN LATERAL (SELECT CASE v."lifecycle" WHEN 'approved' THEN 0 WHEN 'deprecated' THEN 1 WHEN 'retired' THEN 2 WHEN 'candidate' THEN 3 ELSE 4 END AS "rank") k
    WHERE v."serverId" = ANY(ids)
  ) r;

  -- The old latest gives way before the new one takes its place: a unique index allows only one.
  UPDATE "ServerVersion" v SET "isLatest" = false, "updatedAt" = clock_timestamp()
  FROM gatehouse_ranked r WHERE r."id" = v."id" AND v."serverId" = ANY(ids) AND v."isLatest" AND NOT r."latest";
  UPDATE "ServerVersion" v
  SET "isLatest" = r."latest", "registryStatus" = r."status", "inFeed" = r."feed", "updatedAt" = clock_timestamp(),
      "statusAt" = CASE WHEN v."registryStatus" IS DISTINCT FROM r."status" THEN clock_timestamp() ELSE v."statusAt" END
  FROM gatehouse_ranked r
  WHERE r."id" = v."id" AND v."serverId" = ANY(ids)
    AND (v."isLatest", v."inFeed", v."registryStatus") IS DISTINCT FROM (r."latest", r."feed", r."status");

  UPDATE "Server" s SET
    "currentVersionId" = c."id", "latestVersion" = c."latestVersion", "newestVersion" = c."newestVersion",
    "title" = c."title", "description" = coalesce(c."description", ''), "websiteUrl" = c."websiteUrl",
    "repositoryUrl" = c."repositoryUrl", "iconUrl" = c."iconUrl", "lastReleaseAt" = c."lastReleaseAt",
    "versionCount" = coalesce(c."versionCount", 0), "packageTypes" = coalesce(c."packageTypes", '{}'),
    "transports" = coalesce(c."transports", '{}'), "toolNames" = coalesce(c."toolNames", '{}'),
    "deploymentModel" = c."deploymentModel", "updatedAt" = clock_timestamp()
  FROM (
    SELECT i."serverId", v."id", CASE WHEN r."latest" THEN v."version" END AS "latestVersion", n."newestVersion",
           v."title", v."description", v."websiteUrl", v."repositoryUrl", v."iconUrl", n."lastReleaseAt", n."versionCount",
           v."packageTypes", v."transports", v."toolNames", d."deploymentModel"
    FROM unnest(ids) AS i("serverId")
    LEFT JOIN gatehouse_ranked r ON r."serverId" = i."serverId" AND r."current"
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
    s."iconUrl", s."lastReleaseAt", s."versionCount", s."packageTypes", s."transports", s."toolNames", s."deploymentModel"
  ) IS DISTINCT FROM (
    c."id", c."latestVersion", c."newestVersion", c."title", coalesce(c."description", ''), c."websiteUrl", c."repositoryUrl",
    c."iconUrl", c."lastReleaseAt"::timestamptz(3), coalesce(c."versionCount", 0), coalesce(c."packageTypes", '{}'),
    coalesce(c."transports", '{}'), coalesce(c."toolNames", '{}'), c."deploymentModel"
  );
END $$;

-- Statement triggers with transition tables: no writer can forget the refresh, and a bulk import pays once a batch.
-- Depth 1 only: the refresh's own updates do not start it again.
CREATE FUNCTION gatehouse_refresh_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids uuid[];
BEGIN
  -- One word for every process that keeps answers of the catalog: forget them (sent at commit).
  PERFORM pg_notify('gatehouse_catalog', '');
  IF pg_trigger_depth() > 1 THEN RETURN NULL; END IF;
  IF TG_TABLE_NAME = 'Server' THEN
    SELECT array_agg("id") INTO ids FROM changed;
  ELSE
    SELECT array_agg(DISTINCT "serverId") INTO ids FROM changed;
  END IF;
  IF ids IS NOT NULL THEN PERFORM gatehouse_refresh_servers(ids); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "ServerVersion_inserted" AFTER INSERT ON "ServerVersion" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_refresh_changed();
CREATE TRIGGER "ServerVersion_updated" AFTER UPDATE ON "ServerVersion" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_refresh_changed();
CREATE TRIGGER "ServerVersion_deleted" AFTER DELETE ON "ServerVersion" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_refresh_changed();
CREATE TRIGGER "Server_updated" AFTER UPDATE ON "Server" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_refresh_changed();
CREATE TRIGGER "Deployment_inserted" AFTER INSERT ON "Deployment" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_refresh_changed();
CREATE TRIGGER "Deployment_updated" AFTER UPDATE ON "Deployment" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_refresh_changed();
CREATE TRIGGER "Deployment_deleted" AFTER DELETE ON "Deployment" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_refresh_changed();

-- Who may see what also changes the answers.
CREATE FUNCTION gatehouse_notify_catalog() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('gatehouse_catalog', '');
  RETURN NULL;
END $$;
CREATE TRIGGER "Server_inserted_or_deleted" AFTER INSERT OR DELETE ON "Server" FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_notify_catalog();
CREATE TRIGGER "ServerVisibility_changed" AFTER INSERT OR UPDATE OR DELETE ON "ServerVisibility" FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_notify_catalog();
CREATE TRIGGER "Audience_changed" AFTER INSERT OR UPDATE OR DELETE ON "Audience" FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_notify_catalog();
CREATE TRIGGER "AudienceServer_changed" AFTER INSERT OR UPDATE OR DELETE ON "AudienceServer" FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_notify_catalog();
CREATE TRIGGER "AudienceTeam_changed" AFTER INSERT OR UPDATE OR DELETE ON "AudienceTeam" FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_notify_catalog();
CREATE TRIGGER "Team_changed" AFTER INSERT OR UPDATE OR DELETE ON "Team" FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_notify_catalog();
CREATE TRIGGER "Setting_changed" AFTER INSERT OR UPDATE OR DELETE ON "Setting" FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_notify_catalog();
CREATE TRIGGER "DeploymentRule_changed" AFTER INSERT OR UPDATE OR DELETE ON "DeploymentRule" FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_notify_catalog();

-- A version changed by its own content or state is news for `updated_since`.
CREATE FUNCTION gatehouse_version_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."updatedAt" := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER "ServerVersion_touched" BEFORE UPDATE OF "document", "lifecycle", "statusMessage" ON "ServerVersion"
  FOR EACH ROW WHEN ((OLD."checksum", OLD."lifecycle", OLD."statusMessage") IS DISTINCT FROM (NEW."checksum", NEW."lifecycle", NEW."statusMessage"))
  EXECUTE FUNCTION gatehouse_version_touched();

-- Search text. Names and tool names are split into words; `english` finds inflected words, `simple` finds names.
CREATE FUNCTION gatehouse_words(texts text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  -- Both as written and split at capitals: "GitHub" is found as "github" and as "hub".
  SELECT regexp_replace(
    array_to_string(texts, ' ') || ' ' || regexp_replace(array_to_string(texts, ' '), '([a-z0-9])([A-Z])', '\1 \2', 'g'),
    '[^[:alnum:]]+', ' ', 'g')
$$;
CREATE FUNCTION gatehouse_server_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE names text; labels text; prose text;
BEGIN
  IF TG_OP = 'UPDATE' AND (OLD."title", OLD."description", OLD."toolNames", OLD."tags", OLD."categories")
     IS NOT DISTINCT FROM (NEW."title", NEW."description", NEW."toolNames", NEW."tags", NEW."categories") THEN
    RETURN NEW;
  END IF;
  -- The prefix that GitHub gives to everybody's namespace says nothing about a server.
  names := gatehouse_words(ARRAY[regexp_replace(NEW."name", '^(io|com)\.github\.', ''), NEW."title"]);
  labels := gatehouse_words(NEW."toolNames" || NEW."tags" || NEW."categories");
  prose := gatehouse_words(ARRAY[NEW."description"]);
  NEW."haystack" := lower(concat_ws(' ', NEW."name", NEW."title", NEW."description"));
  NEW."search" := setweight(to_tsvector('simple', names), 'A') || setweight(to_tsvector('english', names), 'A')
    || setweight(to_tsvector('simple', labels), 'B') || setweight(to_tsvector('english', labels), 'B')
    || setweight(to_tsvector('simple', prose), 'C') || setweight(to_tsvector('english', prose), 'C');
  INSERT INTO "SearchWord" ("word")
  SELECT DISTINCT w FROM regexp_split_to_table(lower(concat_ws(' ', names, labels, prose)), ' ') w
  WHERE length(w) BETWEEN 3 AND 40 AND w !~ '^[0-9]+$' ORDER BY w
  ON CONFLICT DO NOTHING;
  RETURN NEW;
END $$;
CREATE TRIGGER "Server_search" BEFORE INSERT OR UPDATE OF "title", "description", "toolNames", "tags", "categories" ON "Server"
  FOR EACH ROW EXECUTE FUNCTION gatehouse_server_search();

-- Which deployment models a data classification admits is a rule of the company, held here.
INSERT INTO "DeploymentRule" ("classification", "model") VALUES
  ('public', 'cloud'), ('public', 'self_hosted'), ('public', 'hybrid'),
  ('internal', 'cloud'), ('internal', 'self_hosted'), ('internal', 'hybrid'),
  ('confidential', 'self_hosted'), ('confidential', 'hybrid'),
  ('restricted', 'self_hosted');

CREATE FUNCTION gatehouse_deployment_is_admitted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE class "DataClassification";
BEGIN
  IF NEW."status" = 'ended' THEN RETURN NEW; END IF;
  -- Locked as the refresh locks it: the classification cannot change under us.
  SELECT "classification" INTO class FROM "Server" WHERE "id" = NEW."serverId" FOR NO KEY UPDATE;
  IF class IS NULL THEN
    RAISE EXCEPTION 'GH001: invalid: Classify the data of this server before recording a deployment.';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM "DeploymentRule" WHERE "classification" = class AND "model" = NEW."model") THEN
    RAISE EXCEPTION 'GH001: invalid: The deployment rules do not admit % for % data.', replace(NEW."model"::text, '_', '-'), class;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "Deployment_is_admitted" BEFORE INSERT OR UPDATE OF "model", "status", "serverId" ON "Deployment"
  FOR EACH ROW EXECUTE FUNCTION gatehouse_deployment_is_admitted();

CREATE FUNCTION gatehouse_classification_admits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad "DeploymentModel";
BEGIN
  SELECT d."model" INTO bad FROM "Deployment" d
  WHERE d."serverId" = NEW."id" AND d."status" <> 'ended'
    AND (NEW."classification" IS NULL OR NOT EXISTS (
      SELECT 1 FROM "DeploymentRule" r WHERE r."classification" = NEW."classification" AND r."model" = d."model"))
  LIMIT 1;
  IF bad IS NOT NULL THEN
    RAISE EXCEPTION 'GH001: invalid: The deployment rules do not admit % for % data: end that deployment first.', replace(bad::text, '_', '-'), coalesce(NEW."classification"::text, 'unclassified');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "Server_classification_admits" BEFORE UPDATE OF "classification" ON "Server"
  FOR EACH ROW WHEN (OLD."classification" IS DISTINCT FROM NEW."classification") EXECUTE FUNCTION gatehouse_classification_admits();

-- The log is only added to.
CREATE FUNCTION gatehouse_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'GH001: forbidden: Records of the log cannot be changed or removed.';
END $$;
CREATE TRIGGER "AuditEvent_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "AuditEvent"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_append_only();
