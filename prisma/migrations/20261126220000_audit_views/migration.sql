-- Saved filters of other pages than the list of servers.
ALTER TABLE "SavedView" ADD COLUMN "page" TEXT NOT NULL DEFAULT 'servers',
  ADD CONSTRAINT "SavedView_page" CHECK ("page" IN ('servers', 'audit'));
DROP INDEX "SavedView_userId_name_key";
CREATE UNIQUE INDEX "SavedView_userId_page_name_key" ON "SavedView"("userId", "page", "name");
