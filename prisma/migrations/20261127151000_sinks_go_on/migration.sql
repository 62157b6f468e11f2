-- Up to which leaf what is there was compared with what was sent, and how many records were removed
-- by age while the sink was switched off.
ALTER TABLE "AuditSink" ADD COLUMN "comparedTo" BIGINT NOT NULL DEFAULT 0, ADD COLUMN "lost" BIGINT NOT NULL DEFAULT 0;
-- Until now every day was compared on the next: what is older may have left the other side since.
UPDATE "AuditSink" SET "comparedTo" = least("position",
  coalesce((SELECT max(c."size") FROM "AuditCheckpoint" c WHERE c."at" < clock_timestamp() - interval '2 days'), 0));

-- A lot is sent in pieces, and compared once it was.
ALTER TABLE "AuditSinkLetter" ADD COLUMN "sent" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "comparedAt" TIMESTAMPTZ(3),
  ADD CONSTRAINT "AuditSinkLetter_sent" CHECK ("sent" BETWEEN 0 AND "count");
UPDATE "AuditSinkLetter" SET "sent" = "count", "comparedAt" = "replayedAt" WHERE "replayedAt" IS NOT NULL;

-- INVARIANT: what a sink refused or lacks is named until it was sent, or the sink is removed by two people.
REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON "AuditSinkLetter" FROM gatehouse_app, PUBLIC;
GRANT UPDATE ("reason", "attempts", "askedAt", "sent", "replayedAt", "comparedAt") ON "AuditSinkLetter" TO gatehouse_app;
CREATE FUNCTION gatehouse_letter_is_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    -- The sink is gone first where both go.
    IF NOT EXISTS (SELECT 1 FROM "AuditSink" s WHERE s."id" = OLD."sinkId") THEN
      RETURN OLD;
    END IF;
  ELSIF (NEW."id", NEW."sinkId", NEW."firstLeaf", NEW."count", NEW."cause", NEW."at") = (OLD."id", OLD."sinkId", OLD."firstLeaf", OLD."count", OLD."cause", OLD."at")
    AND NEW."sent" >= OLD."sent" AND (OLD."replayedAt" IS NULL OR NEW."replayedAt" IS NOT DISTINCT FROM OLD."replayedAt") THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'GH001: forbidden: A dead letter stays until its sink is removed.';
END $$;
CREATE TRIGGER "AuditSinkLetter_is_kept" BEFORE UPDATE OR DELETE ON "AuditSinkLetter"
  FOR EACH ROW EXECUTE FUNCTION gatehouse_letter_is_kept();
CREATE TRIGGER "AuditSinkLetter_kept" BEFORE TRUNCATE ON "AuditSinkLetter"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_never_removed();
