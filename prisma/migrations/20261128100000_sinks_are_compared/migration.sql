-- Since when what arrived at a sink waits to be compared with what was sent, and the days (UTC) of these records.
ALTER TABLE "AuditSink" ADD COLUMN "uncomparedSince" TIMESTAMPTZ(3), ADD COLUMN "uncomparedFrom" DATE,
  ADD COLUMN "uncomparedThrough" DATE,
  ADD CONSTRAINT "AuditSink_uncompared" CHECK (
    ("uncomparedSince" IS NULL) = ("uncomparedFrom" IS NULL) AND ("uncomparedSince" IS NULL) = ("uncomparedThrough" IS NULL));
UPDATE "AuditSink" SET "uncomparedSince" = clock_timestamp(),
  "uncomparedFrom" = (coalesce((SELECT c."at" FROM "AuditCheckpoint" c WHERE c."size" > greatest("start", "comparedTo")
    ORDER BY c."size" LIMIT 1), "createdAt") AT TIME ZONE 'UTC')::date, "uncomparedThrough" = (clock_timestamp() AT TIME ZONE 'UTC')::date
  WHERE greatest("start", "comparedTo") < "position";

-- The newest checkpoint that an anchor took, however long ago that was.
CREATE INDEX "AuditAnchor_done_idx" ON "AuditAnchor" ("anchor", "size") WHERE "state" = 'done';
