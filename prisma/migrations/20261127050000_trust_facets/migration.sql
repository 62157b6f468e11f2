-- Trust in lists and sums. A server shows how its shown version stands, written by triggers; what
-- is open of each version is rewritten with every evaluation. lib/trust/README.md.

-- Null: not assessed. Risk is also null where too little was looked at to say that there is none.
ALTER TABLE "Server" ADD COLUMN "trustLevel" INTEGER, ADD COLUMN "trustScore" INTEGER, ADD COLUMN "trustRisk" TEXT;

-- What stands in the way of the next level, and what could not be fetched.
CREATE TABLE "TrustOpenControl" (
    "versionId" UUID NOT NULL,
    "option" TEXT NOT NULL,
    "control" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "code" TEXT NOT NULL,
    "remediation" TEXT,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "isStep" BOOLEAN NOT NULL,
    "isSole" BOOLEAN NOT NULL,
    "isUnreached" BOOLEAN NOT NULL,
    "isRepeat" BOOLEAN NOT NULL,

    CONSTRAINT "TrustOpenControl_pkey" PRIMARY KEY ("versionId", "option", "control"),
    CONSTRAINT "TrustOpenControl_status" CHECK ("status" IN ('fail', 'not_checkable', 'error')),
    CONSTRAINT "TrustOpenControl_reason" CHECK (("status" = 'not_checkable') = ("reason" IS NOT NULL)),
    CONSTRAINT "TrustOpenControl_sole" CHECK ("isStep" OR NOT "isSole")
);
CREATE TABLE "TrustOpenFinding" (
    "versionId" UUID NOT NULL,
    "option" TEXT NOT NULL,
    "control" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "file" TEXT,
    "line" INTEGER,
    "places" INTEGER NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TrustOpenFinding_pkey" PRIMARY KEY ("versionId", "option", "control", "position"),
    CONSTRAINT "TrustOpenFinding_severity" CHECK ("severity" IN ('low', 'medium', 'high', 'critical'))
);
ALTER TABLE "TrustOpenControl" ADD CONSTRAINT "TrustOpenControl_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "ServerVersion"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "TrustOpenFinding" ADD CONSTRAINT "TrustOpenFinding_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "ServerVersion"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Another version is shown: its trust is.
CREATE FUNCTION gatehouse_trust_of_shown() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT CASE WHEN t."score" IS NOT NULL THEN t."level" END, t."score",
         CASE WHEN t."score" IS NOT NULL OR t."risk" <> 'none' THEN t."risk" END
  INTO NEW."trustLevel", NEW."trustScore", NEW."trustRisk"
  FROM "VersionTrust" t WHERE t."versionId" = NEW."currentVersionId";
  RETURN NEW;
END $$;
CREATE TRIGGER "Server_shows_trust" BEFORE UPDATE OF "currentVersionId" ON "Server"
  FOR EACH ROW WHEN (OLD."currentVersionId" IS DISTINCT FROM NEW."currentVersionId")
  EXECUTE FUNCTION gatehouse_trust_of_shown();

-- The shown version stands otherwise. Only what lists show is written, so most evaluations touch no server.
CREATE FUNCTION gatehouse_show_trust() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "Server" s SET "trustLevel" = x."level", "trustScore" = x."score", "trustRisk" = x."risk"
  FROM (
    SELECT v."serverId", v."id",
           CASE WHEN TG_OP <> 'DELETE' AND c."score" IS NOT NULL THEN c."level" END AS "level",
           CASE WHEN TG_OP <> 'DELETE' THEN c."score" END AS "score",
           CASE WHEN TG_OP <> 'DELETE' AND (c."score" IS NOT NULL OR c."risk" <> 'none') THEN c."risk" END AS "risk"
    FROM changed c JOIN "ServerVersion" v ON v."id" = c."versionId"
  ) x
  WHERE s."id" = x."serverId" AND s."currentVersionId" = x."id"
    AND (s."trustLevel", s."trustScore", s."trustRisk") IS DISTINCT FROM (x."level", x."score", x."risk");
  RETURN NULL;
END $$;
CREATE TRIGGER "VersionTrust_inserted" AFTER INSERT ON "VersionTrust" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_show_trust();
CREATE TRIGGER "VersionTrust_updated" AFTER UPDATE ON "VersionTrust" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_show_trust();
CREATE TRIGGER "VersionTrust_deleted" AFTER DELETE ON "VersionTrust" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_show_trust();

-- Nothing else of a server changes, so nothing else is to be worked out again.
ALTER TABLE "Server" DISABLE TRIGGER "Server_updated";
UPDATE "Server" s SET "trustLevel" = CASE WHEN t."score" IS NOT NULL THEN t."level" END, "trustScore" = t."score",
  "trustRisk" = CASE WHEN t."score" IS NOT NULL OR t."risk" <> 'none' THEN t."risk" END
FROM "VersionTrust" t WHERE t."versionId" = s."currentVersionId";
ALTER TABLE "Server" ENABLE TRIGGER "Server_updated";

CREATE INDEX "Server_trustLevel_idx" ON "Server"("trustLevel");
CREATE INDEX "Server_trustRisk_idx" ON "Server"("trustRisk");
CREATE INDEX "Server_browse_level" ON "Server" ("trustLevel" DESC NULLS LAST, "name") WHERE "lifecycle" IN ('approved', 'deprecated');
CREATE INDEX "Server_browse_score" ON "Server" ("trustScore" DESC NULLS LAST, "name") WHERE "lifecycle" IN ('approved', 'deprecated');
-- Sums over what is on offer read this alone, not the wide rows.
CREATE INDEX "Server_on_offer" ON "Server" ("currentVersionId") INCLUDE ("ownerTeamId", "trustLevel", "trustRisk") WHERE "lifecycle" IN ('approved', 'deprecated');

-- What is open of a version is worked out with its evaluation, so what was evaluated before is looked at once more.
INSERT INTO "TrustScan" ("id", "versionId", "artifacts", "trigger", "requestedAt")
SELECT gen_random_uuid(), t."versionId", '{}', 'schedule', clock_timestamp() FROM "VersionTrust" t ON CONFLICT DO NOTHING;
