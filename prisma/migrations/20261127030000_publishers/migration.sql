-- What must not be used any more, and who stands behind a namespace. A revocation and its lifting are
-- only added; what they block follows from them here, in the transaction of the change, so that no
-- writer of versions can forget it. lib/revocations/README.md, lib/publishers/README.md.

-- A digest that the document itself gives for a package: of a file, or of an image that is named by it.
ALTER TABLE "VersionPackage" ADD COLUMN "digest" TEXT;
UPDATE "VersionPackage" SET "digest" = substring("identifier" FROM '@(sha256:[0-9a-f]{64})$')
WHERE "registryType" = 'oci' AND "identifier" ~ '@sha256:[0-9a-f]{64}$';
DO $$
DECLARE
  one record;
  told text;
BEGIN
  FOR one IN SELECT p."id", p."position", v."document" FROM "VersionPackage" p
    JOIN "ServerVersion" v ON v."id" = p."versionId" WHERE v."document" LIKE '%fileSha256%'
  LOOP
    BEGIN
      told := one."document"::json -> 'packages' -> one."position" ->> 'fileSha256';
    EXCEPTION WHEN data_exception THEN
      -- Text that PostgreSQL cannot hold: the next scan finds the digest.
      told := NULL;
    END;
    IF told ~* '^[0-9a-f]{64}$' THEN
      UPDATE "VersionPackage" SET "digest" = 'sha256:' || lower(told) WHERE "id" = one."id";
    END IF;
  END LOOP;
END $$;

CREATE TABLE "Revocation" (
    "id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "digest" TEXT,
    "packageKey" TEXT,
    "packageVersion" TEXT,
    "serverName" TEXT,
    "serverVersion" TEXT,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "source" TEXT NOT NULL,
    "byId" UUID,
    "byName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Revocation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Revocation_kind" CHECK ("kind" IN ('malicious', 'compromised', 'takedown', 'vulnerable', 'superseded')),
    CONSTRAINT "Revocation_source" CHECK ("source" IN ('registry', 'feed')),
    CONSTRAINT "Revocation_by" CHECK ("source" = 'feed' OR "byId" IS NOT NULL),
    CONSTRAINT "Revocation_subject" CHECK (num_nonnulls("digest", "packageKey", "serverName") = 1),
    CONSTRAINT "Revocation_versions" CHECK (("packageVersion" IS NULL OR "packageKey" IS NOT NULL) AND ("serverVersion" IS NULL OR "serverName" IS NOT NULL))
);
CREATE INDEX "Revocation_at_idx" ON "Revocation"("at");
CREATE INDEX "Revocation_digest_idx" ON "Revocation"("digest");
CREATE INDEX "Revocation_packageKey_idx" ON "Revocation"("packageKey");
CREATE INDEX "Revocation_serverName_idx" ON "Revocation"("serverName");

CREATE TABLE "RevocationLift" (
    "revocationId" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "byId" UUID NOT NULL,
    "byName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RevocationLift_pkey" PRIMARY KEY ("revocationId")
);
ALTER TABLE "RevocationLift" ADD CONSTRAINT "RevocationLift_revocationId_fkey" FOREIGN KEY ("revocationId") REFERENCES "Revocation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- The gravest revocation in force of what a version installs; written by the triggers below only.
ALTER TABLE "ServerVersion" ADD COLUMN "revocationId" UUID;
ALTER TABLE "ServerVersion" ADD CONSTRAINT "ServerVersion_revocationId_fkey" FOREIGN KEY ("revocationId") REFERENCES "Revocation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX "ServerVersion_revocationId_idx" ON "ServerVersion"("revocationId");

-- Names as their registries compare them. The same in TypeScript: lib/revocations/core/subject.ts.
CREATE FUNCTION gatehouse_package_key(registry text, identifier text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT registry || ':' || CASE registry WHEN 'pypi' THEN regexp_replace(lower(identifier), '[-_.]+', '-', 'g') ELSE lower(identifier) END
$$;
CREATE INDEX "VersionPackage_key_idx" ON "VersionPackage"(gatehouse_package_key("registryType", "identifier"));
CREATE INDEX "VersionPackage_digest_idx" ON "VersionPackage"("digest");
CREATE INDEX "TrustEvaluation_digest_idx" ON "TrustEvaluation"("digest");

-- The versions that a revocation is about.
CREATE FUNCTION gatehouse_revoked_versions(r "Revocation") RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT p."versionId" FROM "VersionPackage" p
  WHERE gatehouse_package_key(p."registryType", p."identifier") = r."packageKey" AND (r."packageVersion" IS NULL OR p."version" = r."packageVersion")
  UNION SELECT p."versionId" FROM "VersionPackage" p WHERE p."digest" = r."digest"
  UNION SELECT e."versionId" FROM "TrustEvaluation" e WHERE e."digest" = r."digest"
  UNION SELECT v."id" FROM "ServerVersion" v
  WHERE v."serverName" = r."serverName" AND (r."serverVersion" IS NULL OR v."version" = r."serverVersion")
$$;

-- Recomputes which revocation stops these versions, and what clients get of them. A revoked version
-- stands at level 0 at once; when it is not revoked any more, its evaluations say how it stands.
CREATE FUNCTION gatehouse_apply_revocations(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  servers uuid[];
BEGIN
  WITH hit AS (
    SELECT p."versionId" AS "id", r."id" AS "revocationId", r."kind", r."at" FROM "VersionPackage" p
    JOIN "Revocation" r ON r."packageKey" = gatehouse_package_key(p."registryType", p."identifier") AND (r."packageVersion" IS NULL OR r."packageVersion" = p."version")
    WHERE p."versionId" = ANY(ids)
    UNION ALL SELECT p."versionId", r."id", r."kind", r."at" FROM "VersionPackage" p
    JOIN "Revocation" r ON r."digest" = p."digest" WHERE p."versionId" = ANY(ids)
    UNION ALL SELECT e."versionId", r."id", r."kind", r."at" FROM "TrustEvaluation" e
    JOIN "Revocation" r ON r."digest" = e."digest" WHERE e."versionId" = ANY(ids)
    UNION ALL SELECT v."id", r."id", r."kind", r."at" FROM "ServerVersion" v
    JOIN "Revocation" r ON r."serverName" = v."serverName" AND (r."serverVersion" IS NULL OR r."serverVersion" = v."version")
    WHERE v."id" = ANY(ids)
  ), gravest AS (
    SELECT DISTINCT ON (h."id") h."id", h."revocationId", h."at" FROM hit h
    WHERE NOT EXISTS (SELECT 1 FROM "RevocationLift" l WHERE l."revocationId" = h."revocationId")
    ORDER BY h."id", array_position(ARRAY['malicious', 'compromised', 'takedown', 'vulnerable', 'superseded'], h."kind"), h."at", h."revocationId"
  ), changed AS (
    UPDATE "ServerVersion" v SET "revocationId" = g."revocationId"
    FROM unnest(ids) AS i("id") LEFT JOIN gravest g ON g."id" = i."id"
    WHERE v."id" = i."id" AND v."revocationId" IS DISTINCT FROM g."revocationId"
    RETURNING v."id", v."serverId", g."at"
  ), fallen AS (
    UPDATE "VersionTrust" t SET "level" = 0, "flag" = 'blocked', "risk" = 'critical', "staleSince" = NULL,
      "droppedFrom" = CASE WHEN t."level" > 0 THEN greatest(t."level", t."droppedFrom") ELSE t."droppedFrom" END,
      "droppedAt" = CASE WHEN t."level" > 0 THEN c."at" ELSE t."droppedAt" END
    FROM changed c WHERE t."versionId" = c."id" AND c."at" IS NOT NULL
  )
  SELECT array_agg(DISTINCT "serverId") INTO servers FROM changed;
  IF servers IS NOT NULL THEN PERFORM gatehouse_refresh_servers(servers); END IF;
END $$;

-- INVARIANT: whichever of a revocation and of a version that it is about comes second sees the first.
-- Versions hold the lock together, revocations alone; their servers are locked before it, as by all writers.
CREATE FUNCTION gatehouse_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  r "Revocation";
BEGIN
  SELECT * INTO r FROM "Revocation" WHERE "id" = CASE TG_TABLE_NAME WHEN 'Revocation' THEN (to_jsonb(NEW) ->> 'id')::uuid ELSE (to_jsonb(NEW) ->> 'revocationId')::uuid END;
  IF TG_TABLE_NAME = 'RevocationLift' AND r."byId" = (to_jsonb(NEW) ->> 'byId')::uuid THEN
    RAISE EXCEPTION 'GH001: forbidden: You revoked this, so somebody else has to lift it.';
  END IF;
  PERFORM 1 FROM "Server" s WHERE s."id" IN (SELECT v."serverId" FROM "ServerVersion" v WHERE v."id" IN (SELECT gatehouse_revoked_versions(r)))
  ORDER BY s."id" FOR NO KEY UPDATE;
  PERFORM pg_advisory_xact_lock(hashtextextended('gatehouse.revocations', 0));
  PERFORM gatehouse_apply_revocations(ARRAY(SELECT gatehouse_revoked_versions(r)));
  RETURN NULL;
END $$;
CREATE TRIGGER "Revocation_blocks" AFTER INSERT ON "Revocation" FOR EACH ROW EXECUTE FUNCTION gatehouse_revoked();
CREATE TRIGGER "RevocationLift_frees" AFTER INSERT ON "RevocationLift" FOR EACH ROW EXECUTE FUNCTION gatehouse_revoked();

-- What is registered, and what a scan finds it to be, is compared with what is revoked.
CREATE FUNCTION gatehouse_compare_with_revocations() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids uuid[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('gatehouse.revocations', 0));
  IF NOT EXISTS (SELECT FROM "Revocation") THEN RETURN NULL; END IF;
  IF TG_TABLE_NAME = 'ServerVersion' THEN
    SELECT array_agg("id") INTO ids FROM changed;
  ELSE
    SELECT array_agg(DISTINCT "versionId") INTO ids FROM changed;
  END IF;
  IF ids IS NOT NULL THEN PERFORM gatehouse_apply_revocations(ids); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "ServerVersion_is_compared" AFTER INSERT ON "ServerVersion" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_compare_with_revocations();
CREATE TRIGGER "VersionPackage_is_compared" AFTER INSERT ON "VersionPackage" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_compare_with_revocations();
CREATE TRIGGER "TrustEvaluation_is_compared" AFTER INSERT ON "TrustEvaluation" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_compare_with_revocations();

-- A revoked version is withheld from clients as in a quarantine: the one change against the definition
-- before. `latest` stays where it is: clients are not sent back to an older version behind their backs.
CREATE OR REPLACE FUNCTION gatehouse_refresh_servers(ids uuid[]) RETURNS void LANGUAGE plpgsql
  -- A plan made while the tables were small must not be kept while a bulk import fills them.
  SET client_min_messages = warning SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  -- Of servers that are going nothing is to be written. Their cascade runs as the tables' owner, whose
  -- temporary table would stay in the connection, closed to everybody after.
  IF NOT EXISTS (SELECT FROM "Server" WHERE "id" = ANY(ids)) THEN
    RETURN;
  END IF;

  -- One at a time per server, always in the same order. NO KEY: two inserts that both hold the key share
  -- of their foreign key must not wait for each other.
  PERFORM 1 FROM "Server" WHERE "id" = ANY(ids) ORDER BY "id" FOR NO KEY UPDATE;

  CREATE TEMP TABLE IF NOT EXISTS gatehouse_places (
    "id" uuid, "serverId" uuid, "current" boolean, "latest" boolean,
    "status" "RegistryStatus", "feed" boolean, "ranOutAt" timestamptz
  ) ON COMMIT DELETE ROWS;
  DELETE FROM gatehouse_places;
  INSERT INTO gatehouse_places
  SELECT r."id", r."serverId", r."place" = 1, r."place" = 1 AND r."rank" < 3,
         r."status", r."status" IS NOT NULL AND r."exposed", r."ranOutAt"
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
  ) r;

  -- The old latest gives way before the new one takes its place: a unique index allows only one.
  UPDATE "ServerVersion" v SET "isLatest" = false, "updatedAt" = clock_timestamp()
  FROM gatehouse_places r WHERE r."id" = v."id" AND v."serverId" = ANY(ids) AND v."isLatest" AND NOT r."latest";
  UPDATE "ServerVersion" v
  SET "isLatest" = r."latest", "registryStatus" = r."status", "inFeed" = r."feed", "updatedAt" = clock_timestamp(),
      "statusAt" = CASE WHEN v."registryStatus" IS DISTINCT FROM r."status" THEN clock_timestamp() ELSE v."statusAt" END
  FROM gatehouse_places r
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
    LEFT JOIN gatehouse_places r ON r."serverId" = i."serverId" AND r."current"
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

CREATE FUNCTION gatehouse_revocations_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'GH001: forbidden: Revocations and checks of publishers cannot be changed or removed.';
END $$;
CREATE TRIGGER "Revocation_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "Revocation"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_revocations_append_only();
CREATE TRIGGER "RevocationLift_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "RevocationLift"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_revocations_append_only();

-- Who stands behind namespaces, and how the registry knows.
CREATE TABLE "Publisher" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "identity" TEXT NOT NULL,
    "teamId" UUID,
    "token" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'asserted',
    "method" TEXT,
    "provenAt" TIMESTAMPTZ(3),
    "checkedAt" TIMESTAMPTZ(3),
    "checkDetail" TEXT,
    "missingSince" TIMESTAMPTZ(3),
    "handoverToId" UUID,
    "handoverAt" TIMESTAMPTZ(3),
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Publisher_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Publisher_kind" CHECK ("kind" IN ('domain', 'github', 'npm', 'team')),
    CONSTRAINT "Publisher_state" CHECK ("state" IN ('asserted', 'proven', 'missing', 'lost')),
    CONSTRAINT "Publisher_method" CHECK ("method" IN ('dns', 'well_known')),
    -- Only a domain can be proven: nobody can see from outside who belongs to an organisation.
    CONSTRAINT "Publisher_proven" CHECK ("state" = 'asserted' OR "kind" = 'domain' AND "method" IS NOT NULL AND "provenAt" IS NOT NULL),
    CONSTRAINT "Publisher_missing" CHECK (("missingSince" IS NOT NULL) = ("state" IN ('missing', 'lost'))),
    CONSTRAINT "Publisher_handover" CHECK (("handoverToId" IS NULL) = ("handoverAt" IS NULL))
);
CREATE UNIQUE INDEX "Publisher_name_key" ON "Publisher"("name");
CREATE UNIQUE INDEX "Publisher_kind_identity_key" ON "Publisher"("kind", "identity");
CREATE INDEX "Publisher_teamId_idx" ON "Publisher"("teamId");
CREATE INDEX "Publisher_handoverToId_idx" ON "Publisher"("handoverToId");
ALTER TABLE "Publisher" ADD CONSTRAINT "Publisher_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Publisher" ADD CONSTRAINT "Publisher_handoverToId_fkey" FOREIGN KEY ("handoverToId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "PublisherNamespace" (
    "namespace" TEXT NOT NULL,
    "publisherId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PublisherNamespace_pkey" PRIMARY KEY ("namespace"),
    CONSTRAINT "PublisherNamespace_form" CHECK ("namespace" = lower("namespace") AND "namespace" ~ '^[a-z0-9]')
);
CREATE INDEX "PublisherNamespace_publisherId_idx" ON "PublisherNamespace"("publisherId");
ALTER TABLE "PublisherNamespace" ADD CONSTRAINT "PublisherNamespace_publisherId_fkey" FOREIGN KEY ("publisherId") REFERENCES "Publisher"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "ReservedNamespace" (
    "namespace" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "byName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ReservedNamespace_pkey" PRIMARY KEY ("namespace"),
    CONSTRAINT "ReservedNamespace_form" CHECK ("namespace" = lower("namespace") AND "namespace" ~ '^[a-z0-9]')
);

-- Every look at a proof, for ever: it names its publisher instead of referring to it.
CREATE TABLE "PublisherCheck" (
    "id" UUID NOT NULL,
    "publisherId" UUID NOT NULL,
    "identity" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "byName" TEXT NOT NULL,
    "dns" TEXT NOT NULL,
    "wellKnown" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "detail" TEXT NOT NULL,

    CONSTRAINT "PublisherCheck_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "PublisherCheck_dns" CHECK ("dns" IN ('proven', 'absent', 'wrong', 'not_checkable')),
    CONSTRAINT "PublisherCheck_wellKnown" CHECK ("wellKnown" IN ('proven', 'absent', 'wrong', 'not_checkable')),
    CONSTRAINT "PublisherCheck_state" CHECK ("state" IN ('asserted', 'proven', 'missing', 'lost'))
);
CREATE INDEX "PublisherCheck_publisherId_at_idx" ON "PublisherCheck"("publisherId", "at");
CREATE TRIGGER "PublisherCheck_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "PublisherCheck"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_revocations_append_only();

REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON "Revocation", "RevocationLift", "PublisherCheck" FROM gatehouse_app, PUBLIC;
