-- What is asked for is scanned before it is decided. The document of a request gets the id that its
-- version will have in the catalog, so that an approval takes over what was found. lib/trust/README.md.

CREATE TABLE "TrustSubmission" (
    "requestId" UUID NOT NULL,
    "checksum" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "versionId" UUID NOT NULL,
    "serverId" UUID NOT NULL,
    "serverName" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "scannedAt" TIMESTAMPTZ(3),

    CONSTRAINT "TrustSubmission_pkey" PRIMARY KEY ("requestId", "checksum")
);
CREATE INDEX "TrustSubmission_versionId_idx" ON "TrustSubmission"("versionId");
CREATE INDEX "TrustSubmission_requestId_revision_idx" ON "TrustSubmission"("requestId", "revision");
ALTER TABLE "TrustSubmission" ADD CONSTRAINT "TrustSubmission_requestId_revision_fkey" FOREIGN KEY ("requestId", "revision") REFERENCES "RequestRevision"("requestId", "revision") ON DELETE CASCADE ON UPDATE CASCADE;
-- INVARIANT: which document an id stands for is said once; only when it was last scanned changes.
REVOKE UPDATE ON "TrustSubmission" FROM gatehouse_app, PUBLIC;
GRANT UPDATE ("scannedAt") ON "TrustSubmission" TO gatehouse_app;

-- Why a request has its tier since its document was scanned; null: as its revision says.
ALTER TABLE "Request" ADD COLUMN "scannedRisk" JSONB;

-- A scan is of a version or of what may become one, so it names it instead of referring to it.
ALTER TABLE "TrustScan" DROP CONSTRAINT "TrustScan_versionId_fkey";
ALTER TABLE "TrustScan" DROP CONSTRAINT "TrustScan_trigger";
ALTER TABLE "TrustScan" ADD CONSTRAINT "TrustScan_trigger"
  CHECK ("trigger" IN ('asked', 'submitted', 'registered', 'schedule', 'daily', 'weekly', 'renewal', 'rules'));
CREATE FUNCTION gatehouse_scans_of_submission_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Those of a version stay with it.
  DELETE FROM "TrustScan" t WHERE t."versionId" = OLD."versionId"
    AND NOT EXISTS (SELECT 1 FROM "ServerVersion" v WHERE v."id" = t."versionId");
  RETURN NULL;
END $$;
CREATE FUNCTION gatehouse_scans_of_version_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "TrustScan" t USING gone g WHERE t."versionId" = g."id";
  RETURN NULL;
END $$;
CREATE TRIGGER "ServerVersion_scans_go" AFTER DELETE ON "ServerVersion" REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_scans_of_version_go();
CREATE TRIGGER "TrustSubmission_scans_go" AFTER DELETE ON "TrustSubmission" FOR EACH ROW EXECUTE FUNCTION gatehouse_scans_of_submission_go();

-- What was scanned in the review within a day is not scanned again because it was approved. What was
-- scanned before that is, so that bytes that changed meanwhile are found.
CREATE OR REPLACE FUNCTION gatehouse_trust_waits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE submission "TrustSubmission"%ROWTYPE;
BEGIN
  FOR submission IN SELECT * FROM "TrustSubmission" s WHERE s."versionId" = NEW."id" LOOP
    -- INVARIANT: a version takes over what was found out about its very document, and nothing else.
    IF TG_OP = 'INSERT' AND (submission."checksum" <> NEW."checksum" OR submission."serverId" <> NEW."serverId") THEN
      RAISE EXCEPTION 'GH001: conflict: What was scanned is not what is registered.';
    END IF;
    IF NEW."lifecycle" = 'approved' AND submission."checksum" = NEW."checksum"
       AND submission."scannedAt" > NEW."approvedAt" - interval '1 day' THEN
      RETURN NULL;
    END IF;
  END LOOP;
  INSERT INTO "TrustScan" ("id", "versionId", "artifacts", "trigger", "requestedAt")
  VALUES (gen_random_uuid(), NEW."id", '{}', 'registered', clock_timestamp())
  ON CONFLICT ("versionId") WHERE "state" IN ('queued', 'running')
    DO UPDATE SET "kinds" = '{}' WHERE "TrustScan"."state" = 'queued';
  RETURN NULL;
END $$;
