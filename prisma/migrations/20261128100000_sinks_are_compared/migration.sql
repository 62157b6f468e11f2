-- Since when what arrived at a sink waits to be compared with what was sent, and the days (UTC) of these records.
ALTER TABLE "AuditSink" ADD COLUMN "uncomparedSince" TIMESTAMPTZ(3), ADD COLUMN "uncomparedFrom" DATE,
  ADD COLUMN "uncomparedThrough" DATE,
  ADD CONSTRAINT "AuditSink_uncompared" CHECK (
    ("uncomparedSince" IS NULL) = ("uncomparedFrom" IS NULL) AND ("uncomparedSince" IS NULL) = ("uncomparedThrough" IS NULL));
-- Only what is read back by the product was compared so far. A checkpoint is of the day of its records, or the next.
UPDATE "AuditSink" s SET "uncomparedSince" = clock_timestamp(),
  "uncomparedFrom" = (coalesce((SELECT c."at" FROM "AuditCheckpoint" c WHERE c."size" > u."leaf" ORDER BY c."size" LIMIT 1),
    s."createdAt") AT TIME ZONE 'UTC')::date - 1,
  "uncomparedThrough" = (clock_timestamp() AT TIME ZONE 'UTC')::date
  FROM (SELECT "id", CASE WHEN "kind" IN ('s3', 'file') THEN greatest("start", "comparedTo") ELSE "start" END AS "leaf"
    FROM "AuditSink") u
  WHERE u."id" = s."id" AND u."leaf" < s."position";

-- The newest checkpoint that an anchor took, however long ago that was.
CREATE INDEX "AuditAnchor_done_idx" ON "AuditAnchor" ("anchor", "size") WHERE "state" = 'done';
