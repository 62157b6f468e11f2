-- Once more, as 20261127130000_votes_are_for_tools has it since a day: that nobody approves in two capacities
-- came into it later, and databases that had taken it before lack that.
CREATE OR REPLACE FUNCTION gatehouse_decision_is_admitted() RETURNS trigger LANGUAGE plpgsql
  SET search_path = public, pg_temp AS $$
DECLARE
  r "Request"%ROWTYPE;
  person "User"%ROWTYPE;
  asked text;
  earlier "Capacity";
  server_team uuid;
BEGIN
  SELECT * INTO r FROM "Request" WHERE "id" = NEW."requestId" FOR UPDATE;
  IF r."state" <> 'in_review' THEN
    RAISE EXCEPTION 'GH001: conflict: This request is % and takes no decision.', replace(r."state"::text, '_', ' ');
  END IF;
  IF NEW."revision" <> r."revision" THEN
    RAISE EXCEPTION 'GH001: conflict: The request was changed: look at revision % before you decide.', r."revision";
  END IF;
  SELECT "digest" INTO asked FROM "RequestRevision" WHERE "requestId" = r."id" AND "revision" = r."revision";
  IF asked IS DISTINCT FROM NEW."digest" THEN
    RAISE EXCEPTION 'GH001: conflict: The decision is not about what is asked for now.';
  END IF;
  IF EXISTS (SELECT 1 FROM "RequestDecision" d WHERE d."requestId" = r."id" AND d."revision" = r."revision" AND d."reviewerId" = NEW."reviewerId"
       AND (d."decision" <> 'approve' OR gatehouse_same_tools(d."toolsSeen", r."toolsSeen"))) THEN
    RAISE EXCEPTION 'GH001: conflict: You have decided on this revision already.';
  END IF;
  -- Scans may see the tools of an earlier vote again, and then one person would agree for two.
  SELECT d."capacity" INTO earlier FROM "RequestDecision" d WHERE d."requestId" = r."id" AND d."revision" = r."revision"
    AND d."reviewerId" = NEW."reviewerId" AND d."capacity" <> NEW."capacity" LIMIT 1;
  IF NEW."decision" = 'approve' AND earlier IS NOT NULL THEN
    RAISE EXCEPTION 'GH001: conflict: You approved this revision as % before, and nobody approves in two capacities: somebody else has to approve it as %.',
      replace(earlier::text, '_', ' '), replace(NEW."capacity"::text, '_', ' ');
  END IF;
  IF NEW."reviewerId" = r."requesterId"
     OR EXISTS (SELECT 1 FROM "RequestRevision" WHERE "requestId" = r."id" AND "createdById" = NEW."reviewerId") THEN
    RAISE EXCEPTION 'GH001: forbidden: You cannot decide on a request of your own.';
  END IF;
  SELECT * INTO person FROM "User" WHERE "id" = NEW."reviewerId" FOR SHARE;
  IF person."id" IS NULL OR person."disabledAt" IS NOT NULL THEN
    RAISE EXCEPTION 'GH001: forbidden: This account is disabled.';
  END IF;
  SELECT "ownerTeamId" INTO server_team FROM "Server" WHERE "id" = r."serverId";
  IF NEW."capacity" = 'owner_team' THEN
    -- A team cannot be made to own what only its former owner agreed to.
    IF NOT EXISTS (SELECT 1 FROM "TeamMember" WHERE "userId" = person."id" AND ("teamId" = r."ownerTeamId"
         OR "teamId" = server_team AND (r."kind" <> 'transfer_ownership' OR r."ownerTeamId" IS NULL))) THEN
      RAISE EXCEPTION 'GH001: forbidden: Only a member of the owner team may consent for it.';
    END IF;
  ELSIF NEW."capacity" = 'data_owner' THEN
    IF NOT EXISTS (SELECT 1 FROM "TeamMember" WHERE "userId" = person."id" AND "teamId" = r."dataOwnerTeamId") THEN
      RAISE EXCEPTION 'GH001: forbidden: Only a member of the team that owns the data may consent for it.';
    END IF;
    -- Where one team owns both, its consent is one; else who owns the server does not release the data.
    IF r."dataOwnerTeamId" IS DISTINCT FROM r."ownerTeamId" AND r."dataOwnerTeamId" IS DISTINCT FROM server_team
       AND gatehouse_owns(r."id", person."id", ARRAY[r."ownerTeamId", server_team]) THEN
      RAISE EXCEPTION 'GH001: forbidden: Who owns a server cannot decide on it.';
    END IF;
  ELSE
    IF NOT (CASE NEW."capacity" WHEN 'security' THEN 'security'::"Role" ELSE 'admin'::"Role" END = ANY(person."roles")) THEN
      RAISE EXCEPTION 'GH001: forbidden: Only the role % may decide in this capacity.', CASE NEW."capacity" WHEN 'security' THEN 'security' ELSE 'admin' END;
    END IF;
    IF gatehouse_owns(r."id", person."id", ARRAY[r."ownerTeamId", server_team]) THEN
      RAISE EXCEPTION 'GH001: forbidden: Who owns a server cannot decide on it.';
    END IF;
  END IF;
  RETURN NEW;
END $$;
