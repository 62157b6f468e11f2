-- The owner of the data consents, where the review policy asks for it; approvals that ran out bind.

-- AlterEnum
ALTER TYPE "Capacity" ADD VALUE 'data_owner';

-- AlterTable
ALTER TABLE "Approval" ADD COLUMN     "ranOutAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Request" ADD COLUMN     "dataOwnerTeamId" UUID;

-- AlterTable
ALTER TABLE "Server" ADD COLUMN     "approvalRanOutAt" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "Request_dataOwnerTeamId_idx" ON "Request"("dataOwnerTeamId");

-- CreateIndex
CREATE INDEX "RequestDecision_at_idx" ON "RequestDecision"("at");

-- AddForeignKey
ALTER TABLE "Request" ADD CONSTRAINT "Request_dataOwnerTeamId_fkey" FOREIGN KEY ("dataOwnerTeamId") REFERENCES "Team"("id") ON DELETE SET NULL ON UPDATE CASCADE;



-- ------------------------------------------------------------ below: what Prisma cannot express

ALTER TABLE "Approval" ADD CONSTRAINT "Approval_ran_out_after_its_date" CHECK ("ranOutAt" IS NULL OR "expiresAt" IS NOT NULL AND "ranOutAt" >= "expiresAt");
CREATE INDEX "Approval_open" ON "Approval" ("expiresAt") WHERE "endedAt" IS NULL AND "ranOutAt" IS NULL;
CREATE INDEX "Approval_ran_out" ON "Approval" ("serverId", "version") WHERE "endedAt" IS NULL AND "ranOutAt" IS NOT NULL;

-- The most sensitive data that a request is about: what it says itself, and what the server has now.
-- The higher counts, so that nobody gets around the owner of the data by asking for a lower class.
CREATE FUNCTION gatehouse_request_data(r "Request") RETURNS "DataClassification" LANGUAGE plpgsql STABLE AS $$
DECLARE
  asked text;
  known "DataClassification";
BEGIN
  SELECT v."payload" ->> 'dataClassification' INTO asked FROM "RequestRevision" v WHERE v."requestId" = r."id" AND v."revision" = r."revision";
  SELECT s."classification" INTO known FROM "Server" s WHERE s."id" = r."serverId";
  RETURN greatest(known, asked::"DataClassification");
END $$;

-- The team that owns these data by a version of the policy; null where it names none that exists.
CREATE FUNCTION gatehouse_data_owner(policy jsonb, data "DataClassification") RETURNS uuid LANGUAGE plpgsql STABLE AS $$
DECLARE team uuid;
BEGIN
  SELECT t."id" INTO team FROM "Team" t WHERE t."id"::text = policy -> 'dataOwners' ->> data::text;
  RETURN team;
END $$;

-- Who may decide: as before, and members of the team that owns the data, for the data only.
CREATE FUNCTION gatehouse_owns(request uuid, person uuid, teams uuid[]) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM "RequestOwner" WHERE "requestId" = request AND "userId" = person)
      OR EXISTS (SELECT 1 FROM "TeamMember" WHERE "userId" = person AND "teamId" = ANY(teams))
$$;
CREATE OR REPLACE FUNCTION gatehouse_decision_is_admitted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  r "Request"%ROWTYPE;
  person "User"%ROWTYPE;
  asked text;
  server_team uuid;
BEGIN
  SELECT * INTO r FROM "Request" WHERE "id" = NEW."requestId" FOR UPDATE;
  IF r."state" <> 'in_review' THEN
    RAISE EXCEPTION 'GH001: conflict: This request is % and takes no decision.', replace(r."state"::text, '_', ' ');
  END IF;
  IF NEW."revision" <> r."revision" THEN
    RAISE EXCEPTION 'GH001: conflict: The request was changed: look at revision % before you decide.', r."revision";
  END IF;
  SELECT "digest" INTO asked FROM "RequestRevision" WHERE "requestId" = r."id" AND "revision" = r."revision";
  IF asked IS DISTINCT FROM NEW."digest" THEN
    RAISE EXCEPTION 'GH001: conflict: The decision is not about what is asked for now.';
  END IF;
  IF EXISTS (SELECT 1 FROM "RequestDecision" WHERE "requestId" = r."id" AND "revision" = r."revision" AND "reviewerId" = NEW."reviewerId") THEN
    RAISE EXCEPTION 'GH001: conflict: You have decided on this revision already.';
  END IF;
  IF NEW."reviewerId" = r."requesterId"
     OR EXISTS (SELECT 1 FROM "RequestRevision" WHERE "requestId" = r."id" AND "createdById" = NEW."reviewerId") THEN
    RAISE EXCEPTION 'GH001: forbidden: You cannot decide on a request of your own.';
  END IF;
  SELECT * INTO person FROM "User" WHERE "id" = NEW."reviewerId" FOR SHARE;
  IF person."id" IS NULL OR person."disabledAt" IS NOT NULL THEN
    RAISE EXCEPTION 'GH001: forbidden: This account is disabled.';
  END IF;
  SELECT "ownerTeamId" INTO server_team FROM "Server" WHERE "id" = r."serverId";
  IF NEW."capacity" = 'owner_team' THEN
    -- A team cannot be made to own what only its former owner agreed to.
    IF NOT EXISTS (SELECT 1 FROM "TeamMember" WHERE "userId" = person."id" AND ("teamId" = r."ownerTeamId"
         OR "teamId" = server_team AND (r."kind" <> 'transfer_ownership' OR r."ownerTeamId" IS NULL))) THEN
      RAISE EXCEPTION 'GH001: forbidden: Only a member of the owner team may consent for it.';
    END IF;
  ELSIF NEW."capacity" = 'data_owner' THEN
    IF NOT EXISTS (SELECT 1 FROM "TeamMember" WHERE "userId" = person."id" AND "teamId" = r."dataOwnerTeamId") THEN
      RAISE EXCEPTION 'GH001: forbidden: Only a member of the team that owns the data may consent for it.';
    END IF;
    -- Where one team owns both, its consent is one; else who owns the server does not release the data.
    IF r."dataOwnerTeamId" IS DISTINCT FROM r."ownerTeamId" AND r."dataOwnerTeamId" IS DISTINCT FROM server_team
       AND gatehouse_owns(r."id", person."id", ARRAY[r."ownerTeamId", server_team]) THEN
      RAISE EXCEPTION 'GH001: forbidden: Who owns a server cannot decide on it.';
    END IF;
  ELSE
    IF NOT (CASE NEW."capacity" WHEN 'security' THEN 'security'::"Role" ELSE 'admin'::"Role" END = ANY(person."roles")) THEN
      RAISE EXCEPTION 'GH001: forbidden: Only the role % may decide in this capacity.', CASE NEW."capacity" WHEN 'security' THEN 'security' ELSE 'admin' END;
    END IF;
    IF gatehouse_owns(r."id", person."id", ARRAY[r."ownerTeamId", server_team]) THEN
      RAISE EXCEPTION 'GH001: forbidden: Who owns a server cannot decide on it.';
    END IF;
  END IF;
  RETURN NEW;
END $$;

-- What `approved` takes: as before, and the consent of the owner of the data where the policy asks for it.
CREATE OR REPLACE FUNCTION gatehouse_request_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  policy jsonb;
  tier jsonb;
  security int;
  owners int;
  admins int;
  datas int;
  data_team uuid;
BEGIN
  IF OLD."state" IN ('approved', 'rejected', 'withdrawn', 'expired') AND NEW."state" <> OLD."state" THEN
    RAISE EXCEPTION 'GH001: conflict: This request is % already.', OLD."state";
  END IF;
  IF NEW."requesterId" <> OLD."requesterId" OR NEW."kind" <> OLD."kind" THEN
    RAISE EXCEPTION 'GH001: conflict: Who asked, and for what kind of thing, cannot be changed.';
  END IF;
  IF NEW."revision" < OLD."revision" OR NEW."revision" > OLD."revision" + 1 THEN
    RAISE EXCEPTION 'GH001: conflict: Revisions follow one another.';
  END IF;
  IF NEW."revision" > OLD."revision" AND NEW."state" NOT IN ('draft', 'submitted', 'in_review') THEN
    RAISE EXCEPTION 'GH001: conflict: A new revision is to be reviewed.';
  END IF;
  IF NEW."revision" = OLD."revision" AND OLD."raisedTier" IS NOT NULL
     AND (NEW."raisedTier" IS NULL AND NEW."riskTier" < OLD."raisedTier" OR NEW."raisedTier" < OLD."raisedTier") THEN
    RAISE EXCEPTION 'GH001: forbidden: A raised risk tier is not lowered again.';
  END IF;
  IF NEW."state" <> 'approved' OR OLD."state" = 'approved' THEN RETURN NEW; END IF;

  SELECT p."rules" INTO policy FROM "ReviewPolicy" p WHERE p."version" = NEW."policyVersion" AND p."state" IN ('published', 'superseded');
  tier := policy -> 'tiers' -> (gatehouse_tier(NEW)::text);
  IF tier IS NULL THEN
    RAISE EXCEPTION 'GH001: conflict: No review policy says what this approval takes.';
  END IF;
  IF NEW."origin" = 'publish' AND NEW."kind" = 'add_version' AND (policy -> 'fastTrack' ->> 'patchReleases')::boolean
     AND gatehouse_tier(NEW) <= 'medium' AND NEW."requiredSecurity" = 0 THEN
    RETURN NEW;
  END IF;
  IF NEW."requiredSecurity" < 1
     OR NEW."kind" <> 'lift_quarantine' AND NEW."requiredSecurity" < (tier ->> 'securityApprovals')::int
     OR (tier ->> 'admin')::boolean AND NOT NEW."requiresAdmin" THEN
    RAISE EXCEPTION 'GH001: forbidden: The review policy asks for more than this request does.';
  END IF;
  IF (tier ->> 'dataOwner')::boolean THEN
    data_team := gatehouse_data_owner(policy, gatehouse_request_data(NEW));
    IF data_team IS NULL AND NOT NEW."requiresAdmin" THEN
      RAISE EXCEPTION 'GH001: forbidden: No team owns these data, so an administrator has to consent.';
    END IF;
    IF data_team IS DISTINCT FROM NEW."dataOwnerTeamId" THEN
      RAISE EXCEPTION 'GH001: conflict: Other data are concerned now, or another team owns them: its author has to send a new revision.';
    END IF;
  END IF;
  SELECT count(DISTINCT d."reviewerId") FILTER (WHERE d."capacity" = 'security'),
         count(DISTINCT d."reviewerId") FILTER (WHERE d."capacity" = 'owner_team'),
         count(DISTINCT d."reviewerId") FILTER (WHERE d."capacity" = 'admin'),
         count(DISTINCT d."reviewerId") FILTER (WHERE d."capacity" = 'data_owner' AND EXISTS (
           SELECT 1 FROM "TeamMember" m WHERE m."userId" = d."reviewerId" AND m."teamId" = NEW."dataOwnerTeamId"))
  INTO security, owners, admins, datas
  FROM "RequestDecision" d
  JOIN "User" u ON u."id" = d."reviewerId" AND u."disabledAt" IS NULL
  WHERE d."requestId" = NEW."id" AND d."revision" = NEW."revision" AND d."decision" = 'approve'
    AND d."reviewerId" <> NEW."requesterId"
    AND (d."capacity" = 'owner_team'
      OR d."capacity" = 'data_owner' AND NEW."dataOwnerTeamId" IN (NEW."ownerTeamId", (SELECT s."ownerTeamId" FROM "Server" s WHERE s."id" = NEW."serverId"))
      OR NOT EXISTS (
      SELECT 1 FROM "RequestOwner" o WHERE o."requestId" = NEW."id" AND o."userId" = d."reviewerId"));
  IF security < NEW."requiredSecurity" OR NEW."requiresOwnerTeam" AND owners < 1 OR NEW."requiresAdmin" AND admins < 1
     OR NEW."dataOwnerTeamId" IS NOT NULL AND datas < 1
     OR EXISTS (SELECT 1 FROM "RequestDecision" d WHERE d."requestId" = NEW."id" AND d."revision" = NEW."revision" AND d."decision" <> 'approve') THEN
    RAISE EXCEPTION 'GH001: forbidden: This request does not have the approvals it takes.';
  END IF;
  RETURN NEW;
END $$;

-- Nothing new is run on an approval that ran out: by the clock, whenever the worker comes to it.
CREATE OR REPLACE FUNCTION gatehouse_deployment_is_admitted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  class "DataClassification";
  approval "Approval"%ROWTYPE;
BEGIN
  IF NEW."status" = 'ended' THEN RETURN NEW; END IF;
  -- A corrected region is no new decision, even where the rules have changed since.
  IF TG_OP = 'UPDATE' AND (NEW."model", NEW."status", NEW."serverId", NEW."environment")
     IS NOT DISTINCT FROM (OLD."model", OLD."status", OLD."serverId", OLD."environment") THEN
    RETURN NEW;
  END IF;
  -- Locked as the refresh locks it: the classification cannot change under us.
  SELECT "classification" INTO class FROM "Server" WHERE "id" = NEW."serverId" FOR NO KEY UPDATE;
  IF class IS NULL THEN
    RAISE EXCEPTION 'GH001: invalid: Classify the data of this server before recording a deployment.';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM "DeploymentRule" WHERE "classification" = class AND "model" = NEW."model")
     AND NOT gatehouse_excepted(NEW."serverId", 'deployment_rules') THEN
    RAISE EXCEPTION 'GH001: invalid: The deployment rules do not admit % for % data.', replace(NEW."model"::text, '_', '-'), class;
  END IF;
  IF TG_OP = 'INSERT' OR NEW."environment" <> OLD."environment" OR OLD."status" = 'ended' OR OLD."status" = 'planned' AND NEW."status" <> 'planned' THEN
    SELECT * INTO approval FROM "Approval" a WHERE a."serverId" = NEW."serverId" AND a."endedAt" IS NULL
      AND (NEW."version" IS NULL OR a."version" = NEW."version")
      ORDER BY a."grantedAt" DESC, a."id" LIMIT 1;
    IF approval."ranOutAt" IS NOT NULL OR approval."expiresAt" <= clock_timestamp() THEN
      RAISE EXCEPTION 'GH001: invalid: The approval of this server ran out on %: its owner has to ask for a renewal first.', to_char(approval."expiresAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD');
    END IF;
    IF approval."limitsEnvironments" AND NOT NEW."environment" = ANY(approval."allowedEnvironments")
       AND NOT gatehouse_excepted(NEW."serverId", 'approval_conditions') THEN
      RAISE EXCEPTION 'GH001: invalid: The approval of this server is limited to these environments: %.', array_to_string(approval."allowedEnvironments", ', ');
    END IF;
  END IF;
  RETURN NEW;
END $$;

-- A version whose approval ran out is withheld from clients as in a quarantine, until a renewal takes the
-- place of the approval: the one change against the definition before. `latest` stays where it is: clients
-- are not sent back to an older version behind their backs.
CREATE OR REPLACE FUNCTION gatehouse_refresh_servers(ids uuid[]) RETURNS void LANGUAGE plpgsql
  -- A plan made while the tables were small must not be kept while a bulk import fills them.
  SET client_min_messages = warning SET plan_cache_mode = force_custom_plan AS $$
BEGIN
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
           gatehouse_registry_status(s."lifecycle", s."quarantinedAt" IS NOT NULL OR s."inBrownout" OR o."ranOutAt" IS NOT NULL, v."lifecycle") AS "status",
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

-- Only what ran out, before or now, changes what clients get: granting an approval costs no refresh.
CREATE FUNCTION gatehouse_approvals_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids uuid[];
BEGIN
  PERFORM pg_notify('gatehouse_catalog', '');
  IF pg_trigger_depth() > 1 THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(DISTINCT x."serverId") INTO ids
    FROM (SELECT "serverId", "ranOutAt" FROM former UNION ALL SELECT "serverId", "ranOutAt" FROM changed) x
    WHERE x."ranOutAt" IS NOT NULL;
  ELSE
    SELECT array_agg(DISTINCT "serverId") INTO ids FROM changed WHERE "ranOutAt" IS NOT NULL;
  END IF;
  IF ids IS NOT NULL THEN PERFORM gatehouse_refresh_servers(ids); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "Approval_inserted" AFTER INSERT ON "Approval" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_approvals_changed();
CREATE TRIGGER "Approval_updated" AFTER UPDATE ON "Approval" REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_approvals_changed();
CREATE TRIGGER "Approval_deleted" AFTER DELETE ON "Approval" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_approvals_changed();
DROP TRIGGER "Approval_changed" ON "Approval";
