-- An approval is for the tools that scans had seen when it was given: of others it says nothing.

-- AlterTable
ALTER TABLE "Request" ADD COLUMN     "toolsSeen" JSONB;

-- AlterTable
ALTER TABLE "RequestDecision" ADD COLUMN     "toolsSeen" JSONB;

-- DropIndex
DROP INDEX "RequestDecision_requestId_revision_reviewerId_key";

-- CreateIndex
CREATE INDEX "RequestDecision_requestId_revision_reviewerId_idx" ON "RequestDecision"("requestId", "revision", "reviewerId");



-- ------------------------------------------------------------ below: what Prisma cannot express

-- Whether scans still see what they saw at a vote, for each way to install it that they had seen by then.
CREATE FUNCTION gatehouse_same_tools(voted jsonb, seen jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(seen, '{}') @> coalesce(voted, '{}')
$$;

-- Who may decide: as before, and once more, in the same capacity, who approved other tools than those that scans see now.
CREATE OR REPLACE FUNCTION gatehouse_decision_is_admitted() RETURNS trigger LANGUAGE plpgsql AS $$
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

-- What `approved` takes: as before, and only approvals of the tools that scans see now count.
CREATE OR REPLACE FUNCTION gatehouse_request_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  policy jsonb;
  tier jsonb;
  security int;
  owners int;
  admins int;
  datas int;
  data_team uuid;
BEGIN
  IF OLD."state" IN ('approved', 'rejected', 'withdrawn', 'expired') AND NEW."state" <> OLD."state" THEN
    RAISE EXCEPTION 'GH001: conflict: This request is % already.', OLD."state";
  END IF;
  IF NEW."requesterId" <> OLD."requesterId" OR NEW."kind" <> OLD."kind" THEN
    RAISE EXCEPTION 'GH001: conflict: Who asked, and for what kind of thing, cannot be changed.';
  END IF;
  IF NEW."revision" < OLD."revision" OR NEW."revision" > OLD."revision" + 1 THEN
    RAISE EXCEPTION 'GH001: conflict: Revisions follow one another.';
  END IF;
  IF NEW."revision" > OLD."revision" AND NEW."state" NOT IN ('draft', 'submitted', 'in_review') THEN
    RAISE EXCEPTION 'GH001: conflict: A new revision is to be reviewed.';
  END IF;
  IF NEW."revision" = OLD."revision" AND OLD."raisedTier" IS NOT NULL
     AND (NEW."raisedTier" IS NULL AND NEW."riskTier" < OLD."raisedTier" OR NEW."raisedTier" < OLD."raisedTier") THEN
    RAISE EXCEPTION 'GH001: forbidden: A raised risk tier is not lowered again.';
  END IF;
  IF NEW."state" <> 'approved' OR OLD."state" = 'approved' THEN RETURN NEW; END IF;

  SELECT p."rules" INTO policy FROM "ReviewPolicy" p WHERE p."version" = NEW."policyVersion" AND p."state" IN ('published', 'superseded');
  tier := policy -> 'tiers' -> (gatehouse_tier(NEW)::text);
  IF tier IS NULL THEN
    RAISE EXCEPTION 'GH001: conflict: No review policy says what this approval takes.';
  END IF;
  IF NEW."origin" = 'publish' AND NEW."kind" = 'add_version' AND (policy -> 'fastTrack' ->> 'patchReleases')::boolean
     AND gatehouse_tier(NEW) <= 'medium' AND NEW."requiredSecurity" = 0 THEN
    RETURN NEW;
  END IF;
  IF NEW."requiredSecurity" < 1
     OR NEW."kind" <> 'lift_quarantine' AND NEW."requiredSecurity" < (tier ->> 'securityApprovals')::int
     OR (tier ->> 'admin')::boolean AND NOT NEW."requiresAdmin" THEN
    RAISE EXCEPTION 'GH001: forbidden: The review policy asks for more than this request does.';
  END IF;
  IF (tier ->> 'dataOwner')::boolean THEN
    data_team := gatehouse_data_owner(policy, gatehouse_request_data(NEW));
    IF data_team IS NULL AND NOT NEW."requiresAdmin" THEN
      RAISE EXCEPTION 'GH001: forbidden: No team owns these data, so an administrator has to consent.';
    END IF;
    IF data_team IS DISTINCT FROM NEW."dataOwnerTeamId" THEN
      RAISE EXCEPTION 'GH001: conflict: Other data are concerned now, or another team owns them: its author has to send a new revision.';
    END IF;
  END IF;
  SELECT count(DISTINCT d."reviewerId") FILTER (WHERE d."capacity" = 'security'),
         count(DISTINCT d."reviewerId") FILTER (WHERE d."capacity" = 'owner_team'),
         count(DISTINCT d."reviewerId") FILTER (WHERE d."capacity" = 'admin'),
         count(DISTINCT d."reviewerId") FILTER (WHERE d."capacity" = 'data_owner' AND EXISTS (
           SELECT 1 FROM "TeamMember" m WHERE m."userId" = d."reviewerId" AND m."teamId" = NEW."dataOwnerTeamId"))
  INTO security, owners, admins, datas
  FROM "RequestDecision" d
  JOIN "User" u ON u."id" = d."reviewerId" AND u."disabledAt" IS NULL
  WHERE d."requestId" = NEW."id" AND d."revision" = NEW."revision" AND d."decision" = 'approve'
    AND gatehouse_same_tools(d."toolsSeen", NEW."toolsSeen")
    AND d."reviewerId" <> NEW."requesterId"
    AND (d."capacity" = 'owner_team'
      OR d."capacity" = 'data_owner' AND NEW."dataOwnerTeamId" IN (NEW."ownerTeamId", (SELECT s."ownerTeamId" FROM "Server" s WHERE s."id" = NEW."serverId"))
      OR NOT EXISTS (
      SELECT 1 FROM "RequestOwner" o WHERE o."requestId" = NEW."id" AND o."userId" = d."reviewerId"));
  IF security < NEW."requiredSecurity" OR NEW."requiresOwnerTeam" AND owners < 1 OR NEW."requiresAdmin" AND admins < 1
     OR NEW."dataOwnerTeamId" IS NOT NULL AND datas < 1
     OR EXISTS (SELECT 1 FROM "RequestDecision" d WHERE d."requestId" = NEW."id" AND d."revision" = NEW."revision" AND d."decision" <> 'approve') THEN
    RAISE EXCEPTION 'GH001: forbidden: This request does not have the approvals it takes.';
  END IF;
  RETURN NEW;
END $$;
