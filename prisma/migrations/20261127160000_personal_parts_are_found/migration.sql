-- Verification goes through the records that have a personal part; few of all have one.
CREATE INDEX "AuditEvent_personal_idx" ON "AuditEvent" ("id") WHERE "commitment" IS NOT NULL;
