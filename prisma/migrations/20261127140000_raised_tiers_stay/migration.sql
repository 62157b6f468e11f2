-- What a reviewer raised is kept where the computed tier reaches it, as that may fall again.
ALTER TABLE "Request" DROP CONSTRAINT "Request_tier_is_only_raised";

-- The tier that counts: as computed, or as a reviewer raised it, whichever is higher.
CREATE OR REPLACE FUNCTION gatehouse_tier(r "Request") RETURNS "RiskTier" LANGUAGE sql IMMUTABLE AS $$
  SELECT greatest(r."raisedTier", r."riskTier")
$$;
