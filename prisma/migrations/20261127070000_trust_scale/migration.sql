-- What lists and sums need of the shown version's trust, in a narrow table of its own: a row of "Server"
-- is wide and stands in twenty indexes, two of them over all its words, so that writing a level there
-- costs a hundred times as much. lib/trust/README.md.

CREATE TABLE "ServerTrust" (
    "serverId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "versionId" UUID,
    "level" INTEGER,
    "score" INTEGER,
    "risk" TEXT,

    CONSTRAINT "ServerTrust_pkey" PRIMARY KEY ("serverId"),
    CONSTRAINT "ServerTrust_level" CHECK ("level" BETWEEN 0 AND 4),
    CONSTRAINT "ServerTrust_assessed" CHECK (("level" IS NULL) = ("score" IS NULL))
);
-- Every server has one, so that lists in the order of levels end with those that nobody has assessed.
INSERT INTO "ServerTrust" ("serverId", "name", "versionId", "level", "score", "risk")
SELECT s."id", s."name", s."currentVersionId", s."trustLevel", CASE WHEN s."trustLevel" IS NOT NULL THEN s."trustScore" END, s."trustRisk" FROM "Server" s;
ALTER TABLE "ServerTrust" ADD CONSTRAINT "ServerTrust_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE UNIQUE INDEX "ServerTrust_versionId_key" ON "ServerTrust"("versionId");
CREATE INDEX "ServerTrust_by_level" ON "ServerTrust" ("level" DESC NULLS LAST, "name");
CREATE INDEX "ServerTrust_by_score" ON "ServerTrust" ("score" DESC NULLS LAST, "name");

DROP TRIGGER "Server_shows_trust" ON "Server";
DROP FUNCTION gatehouse_trust_of_shown();

CREATE FUNCTION gatehouse_server_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "ServerTrust" ("serverId", "name", "versionId") SELECT c."id", c."name", c."currentVersionId" FROM changed c;
  RETURN NULL;
END $$;
CREATE TRIGGER "Server_stands" AFTER INSERT ON "Server" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_server_stands();

-- Another version is shown: its trust is.
CREATE FUNCTION gatehouse_show_other_trust() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "ServerTrust" x SET "versionId" = NEW."currentVersionId", "level" = n."level", "score" = n."score", "risk" = n."risk"
  FROM (
    SELECT CASE WHEN t."score" IS NOT NULL THEN t."level" END AS "level", t."score",
           CASE WHEN t."score" IS NOT NULL OR t."risk" <> 'none' THEN t."risk" END AS "risk"
    FROM (SELECT 1) one LEFT JOIN "VersionTrust" t ON t."versionId" = NEW."currentVersionId"
  ) n
  WHERE x."serverId" = NEW."id";
  RETURN NULL;
END $$;
CREATE TRIGGER "Server_shows_trust" AFTER UPDATE OF "currentVersionId" ON "Server"
  FOR EACH ROW WHEN (OLD."currentVersionId" IS DISTINCT FROM NEW."currentVersionId")
  EXECUTE FUNCTION gatehouse_show_other_trust();

-- The shown version stands otherwise. Only what lists show is written, so most evaluations touch no list.
CREATE OR REPLACE FUNCTION gatehouse_show_trust() RETURNS trigger LANGUAGE plpgsql
  -- A plan made for one version must not be kept for all of them.
  SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  UPDATE "ServerTrust" s SET "level" = x."level", "score" = x."score", "risk" = x."risk"
  FROM (
    SELECT c."versionId",
           CASE WHEN TG_OP <> 'DELETE' AND c."score" IS NOT NULL THEN c."level" END AS "level",
           CASE WHEN TG_OP <> 'DELETE' THEN c."score" END AS "score",
           CASE WHEN TG_OP <> 'DELETE' AND (c."score" IS NOT NULL OR c."risk" <> 'none') THEN c."risk" END AS "risk"
    FROM changed c
  ) x
  WHERE s."versionId" = x."versionId" AND (s."level", s."score", s."risk") IS DISTINCT FROM (x."level", x."score", x."risk");
  RETURN NULL;
END $$;

-- Lists ask the narrow table. Without these, most changes of a standing write no index at all.
DROP INDEX "VersionTrust_level_idx";
DROP INDEX "VersionTrust_score_idx";

DROP INDEX "Server_trustLevel_idx";
DROP INDEX "Server_trustRisk_idx";
DROP INDEX "Server_browse_level";
DROP INDEX "Server_browse_score";
DROP INDEX "Server_on_offer";
ALTER TABLE "Server" DROP COLUMN "trustLevel", DROP COLUMN "trustScore", DROP COLUMN "trustRisk";
-- Sums over what is on offer read this alone, not the wide rows.
CREATE INDEX "Server_on_offer" ON "Server" ("currentVersionId") INCLUDE ("id", "ownerTeamId") WHERE "lifecycle" IN ('approved', 'deprecated');
-- Few controls of few versions could not be reached.
CREATE INDEX "TrustOpenControl_unreached" ON "TrustOpenControl" ("versionId") INCLUDE ("since") WHERE "isUnreached";
-- The sums over findings by age read this alone, in the order in which they group.
CREATE INDEX "TrustOpenFinding_ages" ON "TrustOpenFinding" ("versionId", "severity", "since");
