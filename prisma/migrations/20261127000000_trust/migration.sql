-- What scans found, and what was concluded from it. Evaluations with their results, findings and
-- evidence are only added; what the catalog sorts by is a projection of the newest ones. They name
-- their server instead of referring to it, since they are kept when it is gone. lib/trust/README.md.

CREATE TYPE "TrustScanState" AS ENUM ('queued', 'running', 'done', 'failed');

CREATE TABLE "TrustScan" (
    "id" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "artifacts" TEXT[],
    "state" "TrustScanState" NOT NULL DEFAULT 'queued',
    "trigger" TEXT NOT NULL,
    "requestedById" UUID,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "step" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "nextTryAt" TIMESTAMPTZ(3),

    CONSTRAINT "TrustScan_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "TrustScan_trigger" CHECK ("trigger" IN ('asked', 'registered', 'schedule')),
    CONSTRAINT "TrustScan_started" CHECK ("state" <> 'running' OR "startedAt" IS NOT NULL),
    CONSTRAINT "TrustScan_ended" CHECK (("state" IN ('done', 'failed')) = ("finishedAt" IS NOT NULL))
);
CREATE INDEX "TrustScan_versionId_requestedAt_idx" ON "TrustScan"("versionId", "requestedAt");
CREATE INDEX "TrustScan_requestedById_idx" ON "TrustScan"("requestedById");
CREATE INDEX "TrustScan_state_requestedAt_idx" ON "TrustScan"("state", "requestedAt");
CREATE INDEX "TrustScan_due_idx" ON "TrustScan"("nextTryAt") WHERE "nextTryAt" IS NOT NULL;
-- INVARIANT: of one version, one scan waits or runs.
CREATE UNIQUE INDEX "TrustScan_open_key" ON "TrustScan"("versionId") WHERE "state" IN ('queued', 'running');
-- What the worker takes first: what somebody asks for, then the newest.
CREATE INDEX "TrustScan_waiting_idx" ON "TrustScan"(("trigger" = 'asked'), "requestedAt") WHERE "state" = 'queued';

CREATE TABLE "TrustEvaluation" (
    "id" UUID NOT NULL,
    "serverId" UUID NOT NULL,
    "serverName" TEXT NOT NULL,
    "versionId" UUID NOT NULL,
    "version" TEXT NOT NULL,
    "option" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "artifactVersion" TEXT,
    "digest" TEXT,
    "digestSeen" BOOLEAN NOT NULL,
    "ruleSet" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3) NOT NULL,
    "floor" INTEGER NOT NULL,
    "ceiling" INTEGER NOT NULL,
    "level" INTEGER NOT NULL,
    "flag" TEXT NOT NULL,
    "staleSince" TIMESTAMPTZ(3),
    "risk" TEXT NOT NULL,
    "score" INTEGER,
    "coverageEvaluated" INTEGER NOT NULL,
    "coverageApplicable" INTEGER NOT NULL,
    "subScores" JSONB NOT NULL,
    "previousId" UUID,
    "past" JSONB NOT NULL,

    CONSTRAINT "TrustEvaluation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "TrustEvaluation_kind" CHECK ("kind" IN ('npm', 'pypi', 'oci', 'mcpb', 'remote')),
    CONSTRAINT "TrustEvaluation_levels" CHECK ("floor" BETWEEN 0 AND 4 AND "ceiling" BETWEEN "floor" AND 4 AND "level" BETWEEN 0 AND "ceiling"),
    CONSTRAINT "TrustEvaluation_flag" CHECK ("flag" IN ('complete', 'stale', 'provisional', 'blocked')),
    CONSTRAINT "TrustEvaluation_stale" CHECK (("flag" = 'stale') = ("staleSince" IS NOT NULL)),
    CONSTRAINT "TrustEvaluation_risk" CHECK ("risk" IN ('none', 'low', 'medium', 'high', 'critical')),
    CONSTRAINT "TrustEvaluation_score" CHECK ("score" BETWEEN 0 AND 100),
    CONSTRAINT "TrustEvaluation_coverage" CHECK ("coverageEvaluated" BETWEEN 0 AND "coverageApplicable"),
    CONSTRAINT "TrustEvaluation_times" CHECK ("startedAt" <= "finishedAt")
);
CREATE INDEX "TrustEvaluation_versionId_option_finishedAt_idx" ON "TrustEvaluation"("versionId", "option", "finishedAt");
CREATE INDEX "TrustEvaluation_serverId_finishedAt_idx" ON "TrustEvaluation"("serverId", "finishedAt");
CREATE INDEX "TrustEvaluation_previousId_idx" ON "TrustEvaluation"("previousId");

CREATE TABLE "TrustControlResult" (
    "evaluationId" UUID NOT NULL,
    "control" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "detail" TEXT NOT NULL,
    "failsFromLevel" INTEGER,
    "evidence" TEXT[],
    "checkedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TrustControlResult_pkey" PRIMARY KEY ("evaluationId", "control"),
    CONSTRAINT "TrustControlResult_status" CHECK ("status" IN ('pass', 'warn', 'fail', 'not_applicable', 'not_checkable', 'error', 'waived')),
    CONSTRAINT "TrustControlResult_reason" CHECK (("status" = 'not_checkable') = ("reason" IS NOT NULL)),
    CONSTRAINT "TrustControlResult_failsFromLevel" CHECK ("failsFromLevel" BETWEEN 1 AND 4)
);
CREATE INDEX "TrustControlResult_control_status_idx" ON "TrustControlResult"("control", "status");

CREATE TABLE "TrustFinding" (
    "evaluationId" UUID NOT NULL,
    "control" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "file" TEXT,
    "line" INTEGER,
    "remediation" TEXT NOT NULL,

    CONSTRAINT "TrustFinding_pkey" PRIMARY KEY ("evaluationId", "control", "position"),
    CONSTRAINT "TrustFinding_severity" CHECK ("severity" IN ('info', 'low', 'medium', 'high', 'critical')),
    CONSTRAINT "TrustFinding_action" CHECK ("action" IN ('block', 'warn', 'info'))
);
CREATE INDEX "TrustFinding_code_idx" ON "TrustFinding"("code");
CREATE INDEX "TrustFinding_evaluationId_severity_idx" ON "TrustFinding"("evaluationId", "severity");

CREATE TABLE "TrustEvidence" (
    "sha256" TEXT NOT NULL,
    "mediaType" TEXT NOT NULL,
    "sizeBytes" INTEGER NOT NULL,
    "body" BYTEA,
    "keptAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TrustEvidence_pkey" PRIMARY KEY ("sha256"),
    CONSTRAINT "TrustEvidence_sha256" CHECK ("sha256" ~ '^[0-9a-f]{64}$'),
    -- INVARIANT: a body is what its name says.
    CONSTRAINT "TrustEvidence_body" CHECK ("body" IS NULL OR encode(sha256("body"), 'hex') = "sha256")
);

CREATE TABLE "TrustEvidenceUse" (
    "evaluationId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "fetchedAt" TIMESTAMPTZ(3) NOT NULL,
    "httpStatus" INTEGER,

    CONSTRAINT "TrustEvidenceUse_pkey" PRIMARY KEY ("evaluationId", "position")
);
CREATE INDEX "TrustEvidenceUse_sha256_idx" ON "TrustEvidenceUse"("sha256");

CREATE TABLE "VersionTrust" (
    "versionId" UUID NOT NULL,
    "level" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "flag" TEXT NOT NULL,
    "staleSince" TIMESTAMPTZ(3),
    "score" INTEGER,
    "coverageEvaluated" INTEGER NOT NULL,
    "coverageApplicable" INTEGER NOT NULL,
    "risk" TEXT NOT NULL,
    "ruleSet" TEXT NOT NULL,
    "evaluatedAt" TIMESTAMPTZ(3) NOT NULL,
    "options" INTEGER NOT NULL,
    "assessed" INTEGER NOT NULL,
    "droppedFrom" INTEGER,
    "droppedAt" TIMESTAMPTZ(3),

    CONSTRAINT "VersionTrust_pkey" PRIMARY KEY ("versionId"),
    CONSTRAINT "VersionTrust_level" CHECK ("level" BETWEEN 0 AND 4),
    CONSTRAINT "VersionTrust_score" CHECK ("score" BETWEEN 0 AND 100),
    CONSTRAINT "VersionTrust_options" CHECK ("assessed" BETWEEN 1 AND "options"),
    CONSTRAINT "VersionTrust_dropped" CHECK (("droppedFrom" IS NULL) = ("droppedAt" IS NULL) AND "droppedFrom" > "level")
);
CREATE INDEX "VersionTrust_level_idx" ON "VersionTrust"("level");
CREATE INDEX "VersionTrust_score_idx" ON "VersionTrust"("score");
CREATE INDEX "VersionTrust_evaluatedAt_idx" ON "VersionTrust"("evaluatedAt");

ALTER TABLE "TrustScan" ADD CONSTRAINT "TrustScan_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "ServerVersion"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "TrustScan" ADD CONSTRAINT "TrustScan_requestedById_fkey" FOREIGN KEY ("requestedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "TrustEvaluation" ADD CONSTRAINT "TrustEvaluation_previousId_fkey" FOREIGN KEY ("previousId") REFERENCES "TrustEvaluation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "TrustControlResult" ADD CONSTRAINT "TrustControlResult_evaluationId_fkey" FOREIGN KEY ("evaluationId") REFERENCES "TrustEvaluation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "TrustFinding" ADD CONSTRAINT "TrustFinding_evaluationId_control_fkey" FOREIGN KEY ("evaluationId", "control") REFERENCES "TrustControlResult"("evaluationId", "control") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "TrustEvidenceUse" ADD CONSTRAINT "TrustEvidenceUse_evaluationId_fkey" FOREIGN KEY ("evaluationId") REFERENCES "TrustEvaluation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "TrustEvidenceUse" ADD CONSTRAINT "TrustEvidenceUse_sha256_fkey" FOREIGN KEY ("sha256") REFERENCES "TrustEvidence"("sha256") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "VersionTrust" ADD CONSTRAINT "VersionTrust_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "ServerVersion"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A version waits for its scan from the moment it is registered, whoever writes it: when it comes into
-- review or is approved, and with each new approval, since that may be of another document.
CREATE FUNCTION gatehouse_trust_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "TrustScan" ("id", "versionId", "artifacts", "trigger", "requestedAt")
  VALUES (gen_random_uuid(), NEW."id", '{}', 'registered', clock_timestamp())
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE FUNCTION gatehouse_trust_is_registered(v "ServerVersion") RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT v."lifecycle" IN ('in_review', 'approved', 'deprecated')
    AND (v."packageTypes" && '{npm,pypi,oci,mcpb}'::text[] OR cardinality(v."remoteUrls") > 0)
$$;
CREATE TRIGGER "ServerVersion_waits_for_scan" AFTER INSERT ON "ServerVersion"
  FOR EACH ROW WHEN (gatehouse_trust_is_registered(NEW)) EXECUTE FUNCTION gatehouse_trust_waits();
CREATE TRIGGER "ServerVersion_waits_again" AFTER UPDATE OF "lifecycle", "approvedAt" ON "ServerVersion"
  FOR EACH ROW WHEN (gatehouse_trust_is_registered(NEW)
    AND (NEW."approvedAt" IS DISTINCT FROM OLD."approvedAt" OR NOT gatehouse_trust_is_registered(OLD)))
  EXECUTE FUNCTION gatehouse_trust_waits();
INSERT INTO "TrustScan" ("id", "versionId", "artifacts", "trigger", "requestedAt")
SELECT gen_random_uuid(), v."id", '{}', 'registered', clock_timestamp() FROM "ServerVersion" v WHERE gatehouse_trust_is_registered(v);

-- INVARIANT: what was found and concluded stays as it was, for the owner of the tables too.
CREATE FUNCTION gatehouse_trust_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'GH001: forbidden: Evaluations and their evidence cannot be changed or removed.';
END $$;
CREATE TRIGGER "TrustEvaluation_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "TrustEvaluation"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_trust_append_only();
CREATE TRIGGER "TrustControlResult_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "TrustControlResult"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_trust_append_only();
CREATE TRIGGER "TrustFinding_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "TrustFinding"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_trust_append_only();
CREATE TRIGGER "TrustEvidence_append_only" BEFORE UPDATE OF "sha256", "mediaType", "sizeBytes", "keptAt" OR DELETE OR TRUNCATE ON "TrustEvidence"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_trust_append_only();
CREATE TRIGGER "TrustEvidenceUse_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "TrustEvidenceUse"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_trust_append_only();

REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON "TrustEvaluation", "TrustControlResult", "TrustFinding",
  "TrustEvidence", "TrustEvidenceUse" FROM gatehouse_app, PUBLIC;

-- What was read is kept for 400 days, and as long as something rests on it: the newest and the newest
-- complete evaluation of each option, every change of a level, and whatever blocked it. Digests stay.
CREATE INDEX "TrustEvidence_kept_idx" ON "TrustEvidence"("keptAt") WHERE "body" IS NOT NULL;
CREATE FUNCTION gatehouse_trust_may_forget(of_sha256 text, kept_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT kept_at < clock_timestamp() - interval '400 days' AND NOT EXISTS (
    SELECT 1 FROM "TrustEvidenceUse" u JOIN "TrustEvaluation" e ON e."id" = u."evaluationId"
    WHERE u."sha256" = of_sha256 AND (
      u."fetchedAt" >= clock_timestamp() - interval '400 days'
      OR EXISTS (SELECT 1 FROM "ServerVersion" v WHERE v."id" = e."versionId") AND (
        e."flag" = 'blocked'
        OR NOT EXISTS (SELECT 1 FROM "TrustEvaluation" n
          WHERE n."versionId" = e."versionId" AND n."option" = e."option" AND n."finishedAt" > e."finishedAt")
        OR e."flag" = 'complete' AND NOT EXISTS (SELECT 1 FROM "TrustEvaluation" n
          WHERE n."versionId" = e."versionId" AND n."option" = e."option" AND n."finishedAt" > e."finishedAt" AND n."flag" = 'complete')
        OR e."level" <> (SELECT b."level" FROM "TrustEvaluation" b
          WHERE b."versionId" = e."versionId" AND b."option" = e."option" AND b."finishedAt" < e."finishedAt"
          ORDER BY b."finishedAt" DESC LIMIT 1))))
$$;
CREATE FUNCTION gatehouse_trust_forgets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."body" IS NOT NULL OR NOT gatehouse_trust_may_forget(OLD."sha256", OLD."keptAt") THEN
    RAISE EXCEPTION 'GH001: forbidden: Evaluations and their evidence cannot be changed or removed.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "TrustEvidence_forgets" BEFORE UPDATE OF "body" ON "TrustEvidence"
  FOR EACH ROW EXECUTE FUNCTION gatehouse_trust_forgets();

-- Forgets at most `most` bodies; tells how many it were.
CREATE FUNCTION gatehouse_trust_prune(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  forgotten integer;
BEGIN
  UPDATE "TrustEvidence" t SET "body" = NULL WHERE t."sha256" IN (
    SELECT d."sha256" FROM "TrustEvidence" d
    WHERE d."body" IS NOT NULL AND d."keptAt" < clock_timestamp() - interval '400 days'
      AND gatehouse_trust_may_forget(d."sha256", d."keptAt")
    ORDER BY d."keptAt" LIMIT most);
  GET DIAGNOSTICS forgotten = ROW_COUNT;
  RETURN forgotten;
END $$;
REVOKE ALL ON FUNCTION gatehouse_trust_prune(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gatehouse_trust_prune(integer) TO gatehouse_app;

-- Kept answers of the registry hold the level.
CREATE TRIGGER "VersionTrust_changed" AFTER INSERT OR UPDATE OR DELETE ON "VersionTrust"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_notify_catalog();
