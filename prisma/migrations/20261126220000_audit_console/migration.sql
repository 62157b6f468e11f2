-- Saved filters of other pages than the list of servers.
ALTER TABLE "SavedView" ADD COLUMN "page" TEXT NOT NULL DEFAULT 'servers',
  ADD CONSTRAINT "SavedView_page" CHECK ("page" IN ('servers', 'audit'));
DROP INDEX "SavedView_userId_name_key";
CREATE UNIQUE INDEX "SavedView_userId_page_name_key" ON "SavedView"("userId", "page", "name");

-- The public half of every key that signed a checkpoint, so that a process without the key itself
-- can say what checkpoints are verified with.
CREATE TABLE "AuditKey" (
    "keyId" TEXT NOT NULL,
    "vkey" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AuditKey_pkey" PRIMARY KEY ("keyId")
);
CREATE TRIGGER "AuditKey_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "AuditKey"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_append_only();
REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON "AuditKey" FROM gatehouse_app, PUBLIC;
