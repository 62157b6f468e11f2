-- What is open of everything on offer is listed a page at a time, and counted without reading each finding.
-- lib/trust/README.md.

-- The order of the list: of one severity the oldest first. A page is read from here, not sorted out of everything.
CREATE INDEX "TrustOpenFinding_order" ON "TrustOpenFinding" ("severity", "since", "versionId", "option", "control", "position");

-- How many findings of a version are open since when: written by triggers, in the transaction that writes the findings.
CREATE TABLE "TrustOpenCount" (
    "versionId" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "critical" INTEGER NOT NULL,
    "high" INTEGER NOT NULL,
    "medium" INTEGER NOT NULL,
    "low" INTEGER NOT NULL,

    CONSTRAINT "TrustOpenCount_pkey" PRIMARY KEY ("versionId", "since")
);

CREATE FUNCTION gatehouse_count_open_findings() RETURNS trigger LANGUAGE plpgsql
  -- A plan made for one version must not be kept for all of them.
  SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  DELETE FROM "TrustOpenCount" c USING (SELECT DISTINCT "versionId" FROM changed) v WHERE c."versionId" = v."versionId";
  INSERT INTO "TrustOpenCount" ("versionId", "since", "critical", "high", "medium", "low")
  SELECT f."versionId", f."since", count(*) FILTER (WHERE f."severity" = 'critical'), count(*) FILTER (WHERE f."severity" = 'high'),
    count(*) FILTER (WHERE f."severity" = 'medium'), count(*) FILTER (WHERE f."severity" = 'low')
  FROM (SELECT DISTINCT "versionId" FROM changed) v JOIN "TrustOpenFinding" f ON f."versionId" = v."versionId" GROUP BY 1, 2;
  RETURN NULL;
END $$;
CREATE TRIGGER "TrustOpenFinding_inserted" AFTER INSERT ON "TrustOpenFinding" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_count_open_findings();
CREATE TRIGGER "TrustOpenFinding_updated" AFTER UPDATE ON "TrustOpenFinding" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_count_open_findings();
CREATE TRIGGER "TrustOpenFinding_deleted" AFTER DELETE ON "TrustOpenFinding" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_count_open_findings();

INSERT INTO "TrustOpenCount" ("versionId", "since", "critical", "high", "medium", "low")
SELECT f."versionId", f."since", count(*) FILTER (WHERE f."severity" = 'critical'), count(*) FILTER (WHERE f."severity" = 'high'),
  count(*) FILTER (WHERE f."severity" = 'medium'), count(*) FILTER (WHERE f."severity" = 'low')
FROM "TrustOpenFinding" f GROUP BY 1, 2;
-- It served the sums over findings, which the counts do now.
DROP INDEX "TrustOpenFinding_ages";

-- What would raise most servers is counted from this alone.
CREATE INDEX "TrustOpenControl_steps" ON "TrustOpenControl" ("versionId") INCLUDE ("control", "code", "status", "reason", "isSole") WHERE "isStep" AND NOT "isRepeat";

-- As before, with all that the overview counts: the rows of "Server" are wide.
DROP INDEX "Server_on_offer";
CREATE INDEX "Server_on_offer" ON "Server" ("currentVersionId") INCLUDE ("id", "name", "lifecycle", "ownerTeamId", "versionCount") WHERE "lifecycle" IN ('approved', 'deprecated');
