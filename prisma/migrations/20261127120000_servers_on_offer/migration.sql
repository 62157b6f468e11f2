-- What is in quarantine is not on offer: sums over what is read that from the index too, not from the wide rows.
DROP INDEX "Server_on_offer";
CREATE INDEX "Server_on_offer" ON "Server" ("currentVersionId") INCLUDE ("id", "name", "lifecycle", "ownerTeamId", "versionCount", "quarantinedAt") WHERE "lifecycle" IN ('approved', 'deprecated');
-- The findings of one control, in the order of the list: counted and read without those of all others.
CREATE INDEX "TrustOpenFinding_of_control" ON "TrustOpenFinding" ("control", "severity", "since", "versionId", "option", "position");
