-- What tools a scan saw, which definitions were approved, and which tools are held since they changed.
-- Sets, snapshots and pins are only added; what is held follows from them. lib/trust/README.md.

CREATE TABLE "TrustToolSet" (
    "setHash" TEXT NOT NULL,
    "definitions" TEXT NOT NULL,

    CONSTRAINT "TrustToolSet_pkey" PRIMARY KEY ("setHash"),
    -- INVARIANT: definitions are those that their hash names.
    CONSTRAINT "TrustToolSet_definitions" CHECK (encode(sha256(convert_to("definitions", 'UTF8')), 'hex') = "setHash")
);

CREATE TABLE "TrustToolSnapshot" (
    "evaluationId" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "option" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "seen" TEXT NOT NULL,
    "setHash" TEXT NOT NULL,
    "capturedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TrustToolSnapshot_pkey" PRIMARY KEY ("evaluationId"),
    CONSTRAINT "TrustToolSnapshot_seen" CHECK ("seen" IN ('live', 'captured', 'declared'))
);
CREATE INDEX "TrustToolSnapshot_versionId_option_capturedAt_idx" ON "TrustToolSnapshot"("versionId", "option", "capturedAt");
CREATE INDEX "TrustToolSnapshot_setHash_idx" ON "TrustToolSnapshot"("setHash");

CREATE TABLE "TrustToolPin" (
    "versionId" UUID NOT NULL,
    "option" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    -- INVARIANT: of two who move a pin at once, one does.
    "position" INTEGER NOT NULL,
    "setHash" TEXT NOT NULL,
    "pinnedAt" TIMESTAMPTZ(3) NOT NULL,
    "cause" TEXT NOT NULL,
    "byId" UUID,
    "reason" TEXT,

    CONSTRAINT "TrustToolPin_pkey" PRIMARY KEY ("versionId", "option", "kind", "name", "position"),
    CONSTRAINT "TrustToolPin_position" CHECK ("position" >= 1),
    CONSTRAINT "TrustToolPin_cause" CHECK ("cause" IN ('approved', 'accepted')),
    -- INVARIANT: a pin moves by a decision of somebody who says why.
    CONSTRAINT "TrustToolPin_decision" CHECK ("position" = 1 OR "cause" = 'accepted'),
    CONSTRAINT "TrustToolPin_reason" CHECK ("cause" = 'approved' OR "byId" IS NOT NULL AND "reason" IS NOT NULL)
);
CREATE INDEX "TrustToolPin_setHash_idx" ON "TrustToolPin"("setHash");

CREATE TABLE "TrustHeldTool" (
    "versionId" UUID NOT NULL,
    "option" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "formerName" TEXT,
    "kinds" TEXT[],
    "sentences" TEXT[],
    "definitionHash" TEXT NOT NULL,
    "heldAt" TIMESTAMPTZ(3) NOT NULL,
    "refusedAt" TIMESTAMPTZ(3),
    "refusedById" UUID,
    "refusal" TEXT,

    CONSTRAINT "TrustHeldTool_pkey" PRIMARY KEY ("versionId", "option", "tool"),
    CONSTRAINT "TrustHeldTool_kinds" CHECK (cardinality("kinds") > 0
      AND "kinds" <@ ARRAY['widening', 'narrowing', 'new_tool', 'renamed', 'instruction_like', 'read_to_write']),
    CONSTRAINT "TrustHeldTool_refused" CHECK (("refusedAt" IS NULL) = ("refusal" IS NULL))
);
CREATE INDEX "TrustHeldTool_refusedById_idx" ON "TrustHeldTool"("refusedById");

ALTER TABLE "TrustToolSnapshot" ADD CONSTRAINT "TrustToolSnapshot_evaluationId_fkey" FOREIGN KEY ("evaluationId") REFERENCES "TrustEvaluation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "TrustToolSnapshot" ADD CONSTRAINT "TrustToolSnapshot_setHash_fkey" FOREIGN KEY ("setHash") REFERENCES "TrustToolSet"("setHash") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "TrustToolPin" ADD CONSTRAINT "TrustToolPin_setHash_fkey" FOREIGN KEY ("setHash") REFERENCES "TrustToolSet"("setHash") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "TrustHeldTool" ADD CONSTRAINT "TrustHeldTool_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "ServerVersion"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "TrustHeldTool" ADD CONSTRAINT "TrustHeldTool_refusedById_fkey" FOREIGN KEY ("refusedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- INVARIANT: what was seen and approved stays as it was, for the owner of the tables too.
CREATE FUNCTION gatehouse_tools_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'GH001: forbidden: Tool definitions that were seen or approved cannot be changed or removed.';
END $$;
CREATE TRIGGER "TrustToolSet_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "TrustToolSet"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_tools_append_only();
CREATE TRIGGER "TrustToolSnapshot_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "TrustToolSnapshot"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_tools_append_only();
CREATE TRIGGER "TrustToolPin_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "TrustToolPin"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_tools_append_only();
REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON "TrustToolSet", "TrustToolSnapshot", "TrustToolPin"
  FROM gatehouse_app, PUBLIC;

-- Kept answers of the registry name the tools that are held.
CREATE TRIGGER "TrustHeldTool_changed" AFTER INSERT OR UPDATE OR DELETE ON "TrustHeldTool"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_notify_catalog();
