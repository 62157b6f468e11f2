-- Levels that run out, checks that repeat without a scan, and what a change of rules did to a level.
-- lib/trust/README.md.

ALTER TABLE "TrustScan" DROP CONSTRAINT "TrustScan_trigger";
ALTER TABLE "TrustScan" ADD CONSTRAINT "TrustScan_trigger"
  CHECK ("trigger" IN ('asked', 'registered', 'schedule', 'daily', 'weekly', 'renewal', 'rules'));
ALTER TABLE "TrustScan" ADD COLUMN "kinds" TEXT[] DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "TrustScan" ADD COLUMN "hosts" TEXT[] DEFAULT ARRAY[]::TEXT[];

ALTER TABLE "TrustEvaluation" ADD COLUMN "began" JSONB;

ALTER TABLE "VersionTrust" ADD COLUMN "validUntil" TIMESTAMPTZ(3);
ALTER TABLE "VersionTrust" ADD COLUMN "lapses" JSONB NOT NULL DEFAULT '[]';
ALTER TABLE "VersionTrust" ADD COLUMN "previousRuleSet" TEXT;
ALTER TABLE "VersionTrust" ADD COLUMN "previousLevel" INTEGER;
ALTER TABLE "VersionTrust" ADD COLUMN "previousUntil" TIMESTAMPTZ(3);
ALTER TABLE "VersionTrust" ADD CONSTRAINT "VersionTrust_previous" CHECK (
  ("previousRuleSet" IS NULL) = ("previousLevel" IS NULL) AND ("previousRuleSet" IS NULL) = ("previousUntil" IS NULL)
  AND "previousLevel" BETWEEN 0 AND 4);
CREATE INDEX "VersionTrust_validUntil_idx" ON "VersionTrust"("validUntil");
CREATE INDEX "VersionTrust_ruleSet_idx" ON "VersionTrust"("ruleSet");

-- When a version was last looked at without a scan, and when it is next.
CREATE TABLE "TrustCheck" (
    "versionId" UUID NOT NULL,
    "fullAt" TIMESTAMPTZ(3) NOT NULL,
    "dailyAt" TIMESTAMPTZ(3),
    "dailyDueAt" TIMESTAMPTZ(3) NOT NULL,
    "weeklyAt" TIMESTAMPTZ(3),
    "weeklyDueAt" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,

    CONSTRAINT "TrustCheck_pkey" PRIMARY KEY ("versionId")
);
CREATE INDEX "TrustCheck_dailyDueAt_idx" ON "TrustCheck"("dailyDueAt");
CREATE INDEX "TrustCheck_weeklyDueAt_idx" ON "TrustCheck"("weeklyDueAt");
ALTER TABLE "TrustCheck" ADD CONSTRAINT "TrustCheck_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "VersionTrust"("versionId") ON DELETE CASCADE ON UPDATE CASCADE;
-- Spread over the first day and week by their ids.
INSERT INTO "TrustCheck" ("versionId", "fullAt", "dailyDueAt", "weeklyDueAt")
SELECT p."versionId", p."evaluatedAt",
  p."evaluatedAt" + interval '1 day' + interval '1 hour' * (get_byte(uuid_send(p."versionId"), 15) % 24),
  p."evaluatedAt" + interval '7 days' + interval '1 hour' * (get_byte(uuid_send(p."versionId"), 15) % 24)
FROM "VersionTrust" p;

-- Kept answers hold the level, not until when it is good: a check that found nothing new is no news.
DROP TRIGGER "VersionTrust_changed" ON "VersionTrust";
CREATE TRIGGER "VersionTrust_changed" AFTER INSERT OR DELETE OR UPDATE OF "level", "flag", "score", "risk", "ruleSet", "evaluatedAt", "previousRuleSet"
  ON "VersionTrust" FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_notify_catalog();

-- A scan of everything that comes while one of some kinds waits takes its place.
CREATE OR REPLACE FUNCTION gatehouse_trust_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "TrustScan" ("id", "versionId", "artifacts", "trigger", "requestedAt")
  VALUES (gen_random_uuid(), NEW."id", '{}', 'registered', clock_timestamp())
  ON CONFLICT ("versionId") WHERE "state" IN ('queued', 'running')
    DO UPDATE SET "kinds" = '{}' WHERE "TrustScan"."state" = 'queued';
  RETURN NULL;
END $$;
