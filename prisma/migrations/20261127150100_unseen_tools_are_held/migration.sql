-- An approval given when nobody had seen any tools approves none: what a scan first sees then is held.
-- Approvals of before have no such pin, so that nothing is held that was in use.
ALTER TABLE "TrustToolPin" DROP CONSTRAINT "TrustToolPin_cause", DROP CONSTRAINT "TrustToolPin_reason",
  ADD CONSTRAINT "TrustToolPin_cause" CHECK ("cause" IN ('approved', 'unseen', 'accepted')),
  ADD CONSTRAINT "TrustToolPin_reason" CHECK ("cause" <> 'accepted' OR "byId" IS NOT NULL AND "reason" IS NOT NULL),
  -- INVARIANT: what nobody had seen is no tools.
  ADD CONSTRAINT "TrustToolPin_unseen" CHECK ("cause" <> 'unseen' OR "setHash" = encode(sha256('[]'), 'hex'));

ALTER TABLE "TrustHeldTool" DROP CONSTRAINT "TrustHeldTool_kinds",
  ADD CONSTRAINT "TrustHeldTool_kinds" CHECK (cardinality("kinds") > 0
    AND "kinds" <@ ARRAY['widening', 'narrowing', 'new_tool', 'unseen', 'renamed', 'instruction_like', 'read_to_write']);
