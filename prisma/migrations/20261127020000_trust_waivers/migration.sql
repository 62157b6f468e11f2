-- Waivers: what people have accepted of a version for a time, under four eyes. A waiver and its end are
-- only added, and name their server and request instead of referring to them. lib/trust/README.md.

ALTER TYPE "RequestKind" ADD VALUE 'trust_waiver';

-- What nobody may accept: malware, secrets that work, what is being exploited, a revocation, other bytes.
-- The same list as lib/trust/core/never-waived.ts.
CREATE FUNCTION gatehouse_never_waived(of_control text, found jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT of_control IN ('CQ-02', 'RG-05', 'RG-07') OR EXISTS (
    SELECT 1 FROM jsonb_array_elements(found) f
    WHERE f ->> 'code' IN ('SC-02/malicious', 'SC-02/kev', 'CQ-01/verified-secret')
      OR of_control = 'CQ-01' AND f ->> 'severity' = 'critical')
$$;

CREATE TABLE "TrustWaiver" (
    "id" UUID NOT NULL,
    "requestId" UUID NOT NULL,
    "requestNumber" INTEGER NOT NULL,
    "serverId" UUID NOT NULL,
    "serverName" TEXT NOT NULL,
    "versionId" UUID NOT NULL,
    "version" TEXT NOT NULL,
    "option" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "digest" TEXT,
    "control" TEXT NOT NULL,
    "findings" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "ownerTeamId" UUID NOT NULL,
    "ownerTeam" TEXT NOT NULL,
    "askedById" UUID NOT NULL,
    "grantedAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TrustWaiver_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "TrustWaiver_is_time_boxed" CHECK ("expiresAt" > "grantedAt" AND "expiresAt" <= "grantedAt" + interval '180 days'),
    CONSTRAINT "TrustWaiver_reason" CHECK (length(btrim("reason")) >= 3),
    CONSTRAINT "TrustWaiver_findings" CHECK (jsonb_typeof("findings") = 'array' AND jsonb_array_length("findings") BETWEEN 1 AND 100),
    CONSTRAINT "TrustWaiver_never" CHECK (NOT gatehouse_never_waived("control", "findings"))
);
CREATE UNIQUE INDEX "TrustWaiver_requestId_key" ON "TrustWaiver"("requestId");
CREATE INDEX "TrustWaiver_versionId_option_idx" ON "TrustWaiver"("versionId", "option");
CREATE INDEX "TrustWaiver_serverId_idx" ON "TrustWaiver"("serverId");
CREATE INDEX "TrustWaiver_expiresAt_idx" ON "TrustWaiver"("expiresAt");

CREATE TABLE "TrustWaiverEnd" (
    "waiverId" UUID NOT NULL,
    "cause" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "endedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedById" UUID,

    CONSTRAINT "TrustWaiverEnd_pkey" PRIMARY KEY ("waiverId"),
    CONSTRAINT "TrustWaiverEnd_cause" CHECK ("cause" IN ('ended', 'expired', 'void')),
    CONSTRAINT "TrustWaiverEnd_by" CHECK (("cause" = 'ended') = ("endedById" IS NOT NULL)),
    CONSTRAINT "TrustWaiverEnd_reason" CHECK (length(btrim("reason")) >= 3)
);
ALTER TABLE "TrustWaiverEnd" ADD CONSTRAINT "TrustWaiverEnd_waiverId_fkey" FOREIGN KEY ("waiverId") REFERENCES "TrustWaiver"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- Which waiver makes a result `waived`; there is no other way.
ALTER TABLE "TrustControlResult" ADD COLUMN "waiverId" UUID;
ALTER TABLE "TrustControlResult" ADD CONSTRAINT "TrustControlResult_waiver" CHECK (("status" = 'waived') = ("waiverId" IS NOT NULL));
ALTER TABLE "TrustControlResult" ADD CONSTRAINT "TrustControlResult_waiverId_fkey" FOREIGN KEY ("waiverId") REFERENCES "TrustWaiver"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX "TrustControlResult_waiverId_idx" ON "TrustControlResult"("waiverId");

-- INVARIANT: a waiver is what an approved request asked for: this control, these findings, so many days.
-- That a request is approved by others than who asked is held by the request itself.
CREATE FUNCTION gatehouse_waiver_is_granted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE asked jsonb;
BEGIN
  SELECT v."payload" INTO asked FROM "Request" r
  JOIN "RequestRevision" v ON v."requestId" = r."id" AND v."revision" = r."revision"
  WHERE r."id" = NEW."requestId" AND r."number" = NEW."requestNumber" AND r."kind"::text = 'trust_waiver'
    AND r."state" = 'approved' AND r."serverId" = NEW."serverId" AND r."requesterId" = NEW."askedById";
  IF asked IS NULL THEN
    RAISE EXCEPTION 'GH001: forbidden: A waiver takes an approved request.';
  END IF;
  IF (asked ->> 'control', asked ->> 'version', asked ->> 'option', asked -> 'findings', asked ->> 'digest')
     IS DISTINCT FROM (NEW."control", NEW."version", NEW."option", NEW."findings", NEW."digest")
     OR NEW."expiresAt" > NEW."grantedAt" + make_interval(days => (asked ->> 'days')::int) THEN
    RAISE EXCEPTION 'GH001: forbidden: A waiver is what its reviewers saw, and nothing else.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "TrustWaiver_is_granted" BEFORE INSERT ON "TrustWaiver" FOR EACH ROW EXECUTE FUNCTION gatehouse_waiver_is_granted();

CREATE FUNCTION gatehouse_waiver_ends() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE waiver "TrustWaiver"%ROWTYPE;
BEGIN
  SELECT * INTO waiver FROM "TrustWaiver" w WHERE w."id" = NEW."waiverId";
  IF NEW."cause" = 'expired' AND NEW."endedAt" < waiver."expiresAt" OR NEW."endedAt" < waiver."grantedAt" THEN
    RAISE EXCEPTION 'GH001: conflict: A waiver does not run out before its time.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "TrustWaiverEnd_ends" BEFORE INSERT ON "TrustWaiverEnd" FOR EACH ROW EXECUTE FUNCTION gatehouse_waiver_ends();

-- INVARIANT: a result is waived by a waiver in force, of this control of this very artifact.
CREATE FUNCTION gatehouse_result_is_waived() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM "TrustWaiver" w JOIN "TrustEvaluation" e ON e."id" = NEW."evaluationId"
    WHERE w."id" = NEW."waiverId" AND w."control" = NEW."control" AND w."versionId" = e."versionId"
      AND w."option" = e."option" AND w."kind" = e."kind" AND w."name" = e."name"
      AND w."digest" IS NOT DISTINCT FROM e."digest" AND e."finishedAt" < w."expiresAt"
      AND NOT EXISTS (SELECT 1 FROM "TrustWaiverEnd" x WHERE x."waiverId" = w."id")) THEN
    RAISE EXCEPTION 'GH001: forbidden: No waiver in force covers this control.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "TrustControlResult_is_waived" BEFORE INSERT ON "TrustControlResult"
  FOR EACH ROW WHEN (NEW."status" = 'waived') EXECUTE FUNCTION gatehouse_result_is_waived();

-- INVARIANT: a waiver covers the findings that its reviewers saw, and none that came later.
CREATE FUNCTION gatehouse_finding_is_waived() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE seen jsonb;
BEGIN
  SELECT w."findings" INTO seen FROM "TrustControlResult" r JOIN "TrustWaiver" w ON w."id" = r."waiverId"
  WHERE r."evaluationId" = NEW."evaluationId" AND r."control" = NEW."control";
  IF seen IS NULL THEN RETURN NEW; END IF;
  IF gatehouse_never_waived(NEW."control", jsonb_build_array(jsonb_build_object('code', NEW."code", 'severity', NEW."severity"))) THEN
    RAISE EXCEPTION 'GH001: forbidden: This can never be waived.';
  END IF;
  IF NEW."action" = 'block' AND NOT EXISTS (
    SELECT 1 FROM jsonb_array_elements(seen) f
    WHERE f ->> 'code' = NEW."code" AND f ->> 'severity' = NEW."severity" AND f ->> 'title' = NEW."title"
      AND f ->> 'file' IS NOT DISTINCT FROM NEW."file" AND (f ->> 'line')::int IS NOT DISTINCT FROM NEW."line") THEN
    RAISE EXCEPTION 'GH001: forbidden: The waiver does not cover this finding.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "TrustFinding_is_waived" BEFORE INSERT ON "TrustFinding"
  FOR EACH ROW WHEN (NEW."action" <> 'info') EXECUTE FUNCTION gatehouse_finding_is_waived();

CREATE FUNCTION gatehouse_waivers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'GH001: forbidden: Waivers and their ends cannot be changed or removed.';
END $$;
CREATE TRIGGER "TrustWaiver_stay" BEFORE UPDATE OR DELETE OR TRUNCATE ON "TrustWaiver"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_waivers_stay();
CREATE TRIGGER "TrustWaiverEnd_stay" BEFORE UPDATE OR DELETE OR TRUNCATE ON "TrustWaiverEnd"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_waivers_stay();
REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON "TrustWaiver", "TrustWaiverEnd" FROM gatehouse_app, PUBLIC;
