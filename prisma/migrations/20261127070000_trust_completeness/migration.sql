-- What completes the controls: changed tools are never waived, an imported revocation is lifted by two
-- people, a compromise has steps with deadlines, and a scan may sign in to a remote.
-- lib/trust/README.md, lib/revocations/README.md.

-- Changed tools are accepted one by one on the Tools tab, by somebody who does not own the server: a
-- waiver would be another door into the same room. The same list as lib/trust/core/never-waived.ts.
CREATE OR REPLACE FUNCTION gatehouse_never_waived(of_control text, found jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT of_control IN ('CQ-02', 'RG-05', 'RG-07', 'XR-TD-01') OR EXISTS (
    SELECT 1 FROM jsonb_array_elements(found) f
    WHERE f ->> 'code' IN ('SC-02/malicious', 'SC-02/kev', 'CQ-01/verified-secret')
      OR of_control = 'CQ-01' AND f ->> 'severity' = 'critical')
$$;

-- The first of two people who lift what an imported list revoked.
CREATE TABLE "RevocationLiftProposal" (
    "id" UUID NOT NULL,
    "revocationId" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "byId" UUID NOT NULL,
    "byName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RevocationLiftProposal_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "RevocationLiftProposal_revocationId_at_idx" ON "RevocationLiftProposal"("revocationId", "at");
ALTER TABLE "RevocationLiftProposal" ADD CONSTRAINT "RevocationLiftProposal_revocationId_fkey" FOREIGN KEY ("revocationId") REFERENCES "Revocation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- What was done after a compromise (MTF PK-03), each step once.
CREATE TABLE "RevocationStep" (
    "revocationId" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "byId" UUID NOT NULL,
    "byName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RevocationStep_pkey" PRIMARY KEY ("revocationId", "step"),
    CONSTRAINT "RevocationStep_step" CHECK ("step" IN ('verify', 'reset', 'review'))
);
ALTER TABLE "RevocationStep" ADD CONSTRAINT "RevocationStep_revocationId_fkey" FOREIGN KEY ("revocationId") REFERENCES "Revocation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- INVARIANT: nobody alone lifts a revocation: who revoked, or whoever proposed it within seven days, is
-- another person than who lifts. Else as it was.
CREATE OR REPLACE FUNCTION gatehouse_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  r "Revocation";
BEGIN
  SELECT * INTO r FROM "Revocation" WHERE "id" = CASE TG_TABLE_NAME WHEN 'Revocation' THEN (to_jsonb(NEW) ->> 'id')::uuid ELSE (to_jsonb(NEW) ->> 'revocationId')::uuid END;
  IF TG_TABLE_NAME = 'RevocationLift' AND r."byId" = (to_jsonb(NEW) ->> 'byId')::uuid THEN
    RAISE EXCEPTION 'GH001: forbidden: You revoked this, so somebody else has to lift it.';
  END IF;
  IF TG_TABLE_NAME = 'RevocationLift' AND r."byId" IS NULL AND NOT EXISTS (
    SELECT FROM "RevocationLiftProposal" p WHERE p."revocationId" = r."id" AND p."byId" <> (to_jsonb(NEW) ->> 'byId')::uuid
      AND p."at" BETWEEN (to_jsonb(NEW) ->> 'at')::timestamptz - interval '7 days' AND (to_jsonb(NEW) ->> 'at')::timestamptz) THEN
    RAISE EXCEPTION 'GH001: forbidden: An imported list revoked this, so two people have to lift it.';
  END IF;
  PERFORM 1 FROM "Server" s WHERE s."id" IN (SELECT v."serverId" FROM "ServerVersion" v WHERE v."id" IN (SELECT gatehouse_revoked_versions(r)))
  ORDER BY s."id" FOR NO KEY UPDATE;
  PERFORM pg_advisory_xact_lock(hashtextextended('gatehouse.revocations', 0));
  PERFORM gatehouse_apply_revocations(ARRAY(SELECT gatehouse_revoked_versions(r)));
  RETURN NULL;
END $$;

CREATE TRIGGER "RevocationLiftProposal_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "RevocationLiftProposal"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_revocations_append_only();
CREATE TRIGGER "RevocationStep_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "RevocationStep"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_revocations_append_only();
REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON "RevocationLiftProposal", "RevocationStep" FROM gatehouse_app, PUBLIC;

-- What a scan shows to one remote that speaks only to those who sign in. Sealed with the product's secret
-- for this row; it goes away with its end.
CREATE TABLE "ScanCredential" (
    "id" UUID NOT NULL,
    "serverId" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "header" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "byId" UUID NOT NULL,
    "byName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ScanCredential_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "ScanCredential_is_time_boxed" CHECK ("expiresAt" > "at" AND "expiresAt" <= "at" + interval '181 days')
);
CREATE UNIQUE INDEX "ScanCredential_serverId_url_key" ON "ScanCredential"("serverId", "url");
ALTER TABLE "ScanCredential" ADD CONSTRAINT "ScanCredential_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;
