-- Since when records that arrived at a sink wait for somebody to compare them with what was sent.
ALTER TABLE "AuditSink" ADD COLUMN "uncomparedSince" TIMESTAMPTZ(3);
UPDATE "AuditSink" SET "uncomparedSince" = clock_timestamp() WHERE greatest("start", "comparedTo") < "position";
