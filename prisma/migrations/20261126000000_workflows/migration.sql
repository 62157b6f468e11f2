-- CreateEnum
CREATE TYPE "RequestKind" AS ENUM ('list_server', 'add_version', 'change_server', 'transfer_ownership', 'deprecate', 'retire', 'lift_quarantine', 'exception');

-- CreateEnum
CREATE TYPE "RequestState" AS ENUM ('draft', 'submitted', 'in_review', 'changes_requested', 'approved', 'rejected', 'withdrawn', 'expired');

-- CreateEnum
CREATE TYPE "RiskTier" AS ENUM ('low', 'medium', 'high', 'critical');

-- CreateEnum
CREATE TYPE "DecisionKind" AS ENUM ('approve', 'reject', 'request_changes');

-- CreateEnum
CREATE TYPE "Capacity" AS ENUM ('security', 'owner_team', 'admin');

-- CreateEnum
CREATE TYPE "Urgency" AS ENUM ('low', 'normal', 'high', 'emergency');

-- CreateEnum
CREATE TYPE "PolicyState" AS ENUM ('draft', 'published', 'superseded', 'discarded');

-- CreateEnum
CREATE TYPE "NoticeKind" AS ENUM ('maintenance', 'incident');

-- CreateEnum
CREATE TYPE "RetirementState" AS ENUM ('announced', 'deprecated', 'brownout', 'retired', 'cancelled');

-- CreateEnum
CREATE TYPE "ConsumerAnswer" AS ENUM ('none', 'moved', 'not_using', 'needs_time');

-- CreateEnum
CREATE TYPE "DeliveryState" AS ENUM ('pending', 'sent', 'dead');

-- CreateEnum
CREATE TYPE "DeliveryChannel" AS ENUM ('email', 'webhook');

-- CreateEnum
CREATE TYPE "WebhookFormat" AS ENUM ('standard', 'slack', 'teams');

-- AlterTable
ALTER TABLE "AccessToken" ADD COLUMN     "authenticatedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Server" ADD COLUMN     "attestationDueAt" TIMESTAMPTZ(3),
ADD COLUMN     "attestedAt" TIMESTAMPTZ(3),
ADD COLUMN     "freezesAt" TIMESTAMPTZ(3),
ADD COLUMN     "inBrownout" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "responsibleId" UUID,
ADD COLUMN     "unownedSince" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "Request" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "kind" "RequestKind" NOT NULL,
    "state" "RequestState" NOT NULL DEFAULT 'draft',
    "serverId" UUID,
    "serverName" TEXT NOT NULL,
    "requesterId" UUID NOT NULL,
    "ownerTeamId" UUID,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "title" TEXT NOT NULL,
    "justification" TEXT NOT NULL DEFAULT '',
    "dataTouched" TEXT NOT NULL DEFAULT '',
    "usedBy" TEXT NOT NULL DEFAULT '',
    "urgency" "Urgency" NOT NULL DEFAULT 'normal',
    "targetDate" DATE,
    "riskTier" "RiskTier" NOT NULL DEFAULT 'critical',
    "raisedTier" "RiskTier",
    "raisedById" UUID,
    "raisedReason" TEXT,
    "policyVersion" INTEGER,
    "requiredSecurity" INTEGER NOT NULL DEFAULT 0,
    "requiresOwnerTeam" BOOLEAN NOT NULL DEFAULT false,
    "requiresAdmin" BOOLEAN NOT NULL DEFAULT false,
    "assigneeId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "submittedAt" TIMESTAMPTZ(3),
    "respondedAt" TIMESTAMPTZ(3),
    "decidedAt" TIMESTAMPTZ(3),
    "responseDueAt" TIMESTAMPTZ(3),
    "decisionDueAt" TIMESTAMPTZ(3),
    "pausedAt" TIMESTAMPTZ(3),
    "pausedSeconds" INTEGER NOT NULL DEFAULT 0,
    "expiresAt" TIMESTAMPTZ(3),
    "origin" TEXT NOT NULL DEFAULT 'console',
    "demo" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "Request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RequestRevision" (
    "requestId" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "payload" JSONB NOT NULL,
    "document" TEXT,
    "digest" TEXT NOT NULL,
    "riskTier" "RiskTier" NOT NULL,
    "riskReasons" JSONB NOT NULL,
    "evidence" JSONB,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RequestRevision_pkey" PRIMARY KEY ("requestId","revision")
);

-- CreateTable
CREATE TABLE "RequestDecision" (
    "id" UUID NOT NULL,
    "requestId" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "reviewerId" UUID NOT NULL,
    "capacity" "Capacity" NOT NULL,
    "decision" "DecisionKind" NOT NULL,
    "reason" TEXT NOT NULL,
    "conditions" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lookedMs" INTEGER,

    CONSTRAINT "RequestDecision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RequestOwner" (
    "requestId" UUID NOT NULL,
    "userId" UUID NOT NULL,

    CONSTRAINT "RequestOwner_pkey" PRIMARY KEY ("requestId","userId")
);

-- CreateTable
CREATE TABLE "RequestComment" (
    "id" UUID NOT NULL,
    "requestId" UUID NOT NULL,
    "parentId" UUID,
    "authorId" UUID NOT NULL,
    "body" TEXT NOT NULL,
    "links" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "mentions" UUID[] DEFAULT ARRAY[]::UUID[],
    "revision" INTEGER NOT NULL,
    "question" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RequestComment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RequestWatcher" (
    "requestId" UUID NOT NULL,
    "userId" UUID NOT NULL,

    CONSTRAINT "RequestWatcher_pkey" PRIMARY KEY ("requestId","userId")
);

-- CreateTable
CREATE TABLE "ChecklistMark" (
    "requestId" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "itemKey" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "checked" BOOLEAN NOT NULL,
    "evidence" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ChecklistMark_pkey" PRIMARY KEY ("requestId","revision","itemKey")
);

-- CreateTable
CREATE TABLE "ViewedMark" (
    "requestId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "part" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ViewedMark_pkey" PRIMARY KEY ("requestId","userId","part","revision")
);

-- CreateTable
CREATE TABLE "ReviewPolicy" (
    "version" SERIAL NOT NULL,
    "state" "PolicyState" NOT NULL DEFAULT 'draft',
    "rules" JSONB NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "authorId" UUID,
    "publisherId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "publishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ReviewPolicy_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "RoleGrant" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "role" "Role" NOT NULL,
    "grantedById" UUID,
    "source" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "xact" TEXT NOT NULL DEFAULT (pg_current_xact_id())::text,

    CONSTRAINT "RoleGrant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Approval" (
    "id" UUID NOT NULL,
    "serverId" UUID NOT NULL,
    "version" TEXT NOT NULL,
    "checksum" TEXT NOT NULL,
    "requestId" UUID NOT NULL,
    "allowedTools" TEXT[],
    "limitsTools" BOOLEAN NOT NULL DEFAULT false,
    "allowedEnvironments" TEXT[],
    "limitsEnvironments" BOOLEAN NOT NULL DEFAULT false,
    "note" TEXT,
    "grantedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "remindedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Approval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RuleException" (
    "id" UUID NOT NULL,
    "serverId" UUID NOT NULL,
    "rule" TEXT NOT NULL,
    "requestId" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "grantedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "RuleException_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ServerNotice" (
    "id" UUID NOT NULL,
    "serverId" UUID NOT NULL,
    "kind" "NoticeKind" NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL DEFAULT '',
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "authorId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ServerNotice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "UpstreamWatch" (
    "serverId" UUID NOT NULL,
    "registryType" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "seenVersion" TEXT,
    "seenAt" TIMESTAMPTZ(3),
    "deprecated" TEXT,
    "checkedAt" TIMESTAMPTZ(3),
    "problem" TEXT,
    "draftedVersion" TEXT,

    CONSTRAINT "UpstreamWatch_pkey" PRIMARY KEY ("serverId","registryType","identifier")
);

-- CreateTable
CREATE TABLE "ServerUse" (
    "serverId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "client" TEXT NOT NULL,
    "version" TEXT,
    "firstAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ServerUse_pkey" PRIMARY KEY ("serverId","userId","client")
);

-- CreateTable
CREATE TABLE "Retirement" (
    "id" UUID NOT NULL,
    "serverId" UUID NOT NULL,
    "requestId" UUID,
    "state" "RetirementState" NOT NULL DEFAULT 'announced',
    "reason" TEXT NOT NULL,
    "successorId" UUID,
    "toolMap" JSONB NOT NULL DEFAULT '[]',
    "announcedAt" TIMESTAMPTZ(3) NOT NULL,
    "deprecatesAt" TIMESTAMPTZ(3) NOT NULL,
    "brownoutAt" TIMESTAMPTZ(3) NOT NULL,
    "retiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "remindedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "deprecatedServer" BOOLEAN NOT NULL DEFAULT false,
    "formerMessage" TEXT,

    CONSTRAINT "Retirement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RetirementConsumer" (
    "id" UUID NOT NULL,
    "retirementId" UUID NOT NULL,
    "teamId" UUID,
    "userId" UUID,
    "answer" "ConsumerAnswer" NOT NULL DEFAULT 'none',
    "note" TEXT,
    "answeredById" UUID,
    "answeredAt" TIMESTAMPTZ(3),
    "extendUntil" TIMESTAMPTZ(3),
    "extensionAnswer" BOOLEAN,
    "extensionNote" TEXT,

    CONSTRAINT "RetirementConsumer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OutboxEvent" (
    "id" UUID NOT NULL,
    "topic" TEXT NOT NULL,
    "actorId" TEXT NOT NULL,
    "actorName" TEXT NOT NULL,
    "subjectKind" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL DEFAULT '',
    "link" TEXT NOT NULL,
    "recipients" UUID[],
    "data" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "fannedOutAt" TIMESTAMPTZ(3),

    CONSTRAINT "OutboxEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Notification" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "eventId" UUID NOT NULL,
    "readAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Delivery" (
    "id" UUID NOT NULL,
    "eventId" UUID,
    "channel" "DeliveryChannel" NOT NULL,
    "userId" UUID,
    "webhookId" UUID,
    "state" "DeliveryState" NOT NULL DEFAULT 'pending',
    "digest" BOOLEAN NOT NULL DEFAULT false,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastError" TEXT,
    "sentAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookEndpoint" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "format" "WebhookFormat" NOT NULL DEFAULT 'standard',
    "sealedSecret" TEXT NOT NULL,
    "topics" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "allowedHosts" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "WebhookEndpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "NotificationPreference" (
    "userId" UUID NOT NULL,
    "topic" TEXT NOT NULL,
    "mail" TEXT NOT NULL,

    CONSTRAINT "NotificationPreference_pkey" PRIMARY KEY ("userId","topic")
);

-- CreateTable
CREATE TABLE "TrustedPublisher" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "claims" JSONB NOT NULL,
    "names" TEXT[],
    "userId" UUID NOT NULL,
    "allowedHosts" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TrustedPublisher_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RegistryToken" (
    "id" UUID NOT NULL,
    "prefix" TEXT NOT NULL,
    "digest" BYTEA NOT NULL,
    "publisherId" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RegistryToken_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IdempotencyKey" (
    "actorId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "status" INTEGER,
    "body" TEXT,
    "headers" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "IdempotencyKey_pkey" PRIMARY KEY ("actorId","key")
);

-- CreateTable
CREATE TABLE "RateWindow" (
    "actorId" UUID NOT NULL,
    "bucket" TEXT NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "used" INTEGER NOT NULL,

    CONSTRAINT "RateWindow_pkey" PRIMARY KEY ("actorId","bucket")
);

-- CreateIndex
CREATE UNIQUE INDEX "Request_number_key" ON "Request"("number");

-- CreateIndex
CREATE INDEX "Request_state_decisionDueAt_idx" ON "Request"("state", "decisionDueAt");

-- CreateIndex
CREATE INDEX "Request_requesterId_idx" ON "Request"("requesterId");

-- CreateIndex
CREATE INDEX "Request_serverId_idx" ON "Request"("serverId");

-- CreateIndex
CREATE INDEX "Request_ownerTeamId_idx" ON "Request"("ownerTeamId");

-- CreateIndex
CREATE INDEX "Request_assigneeId_idx" ON "Request"("assigneeId");

-- CreateIndex
CREATE INDEX "RequestDecision_reviewerId_at_idx" ON "RequestDecision"("reviewerId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "RequestDecision_requestId_revision_reviewerId_key" ON "RequestDecision"("requestId", "revision", "reviewerId");

-- CreateIndex
CREATE INDEX "RequestComment_requestId_createdAt_idx" ON "RequestComment"("requestId", "createdAt");

-- CreateIndex
CREATE INDEX "RequestWatcher_userId_idx" ON "RequestWatcher"("userId");

-- CreateIndex
CREATE INDEX "RoleGrant_userId_role_idx" ON "RoleGrant"("userId", "role");

-- CreateIndex
CREATE INDEX "Approval_serverId_endedAt_idx" ON "Approval"("serverId", "endedAt");

-- CreateIndex
CREATE INDEX "Approval_expiresAt_idx" ON "Approval"("expiresAt");

-- CreateIndex
CREATE INDEX "RuleException_serverId_rule_idx" ON "RuleException"("serverId", "rule");

-- CreateIndex
CREATE INDEX "ServerNotice_serverId_startsAt_idx" ON "ServerNotice"("serverId", "startsAt");

-- CreateIndex
CREATE INDEX "UpstreamWatch_checkedAt_idx" ON "UpstreamWatch"("checkedAt");

-- CreateIndex
CREATE INDEX "ServerUse_userId_idx" ON "ServerUse"("userId");

-- CreateIndex
CREATE INDEX "Retirement_serverId_idx" ON "Retirement"("serverId");

-- CreateIndex
CREATE INDEX "Retirement_state_idx" ON "Retirement"("state");

-- CreateIndex
CREATE UNIQUE INDEX "RetirementConsumer_retirementId_teamId_key" ON "RetirementConsumer"("retirementId", "teamId");

-- CreateIndex
CREATE UNIQUE INDEX "RetirementConsumer_retirementId_userId_key" ON "RetirementConsumer"("retirementId", "userId");

-- CreateIndex
CREATE INDEX "OutboxEvent_fannedOutAt_createdAt_idx" ON "OutboxEvent"("fannedOutAt", "createdAt");

-- CreateIndex
CREATE INDEX "Notification_userId_readAt_createdAt_idx" ON "Notification"("userId", "readAt", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Notification_userId_eventId_key" ON "Notification"("userId", "eventId");

-- CreateIndex
CREATE INDEX "Delivery_state_nextAttemptAt_idx" ON "Delivery"("state", "nextAttemptAt");

-- CreateIndex
CREATE UNIQUE INDEX "Delivery_eventId_channel_userId_key" ON "Delivery"("eventId", "channel", "userId");

-- CreateIndex
CREATE UNIQUE INDEX "Delivery_eventId_channel_webhookId_key" ON "Delivery"("eventId", "channel", "webhookId");

-- CreateIndex
CREATE UNIQUE INDEX "WebhookEndpoint_name_key" ON "WebhookEndpoint"("name");

-- CreateIndex
CREATE UNIQUE INDEX "TrustedPublisher_name_key" ON "TrustedPublisher"("name");

-- CreateIndex
CREATE UNIQUE INDEX "RegistryToken_prefix_key" ON "RegistryToken"("prefix");

-- CreateIndex
CREATE INDEX "RegistryToken_expiresAt_idx" ON "RegistryToken"("expiresAt");

-- CreateIndex
CREATE INDEX "IdempotencyKey_createdAt_idx" ON "IdempotencyKey"("createdAt");

-- CreateIndex
CREATE INDEX "Server_deputyId_idx" ON "Server"("deputyId");

-- CreateIndex
CREATE INDEX "Server_responsibleId_idx" ON "Server"("responsibleId");

-- AddForeignKey
ALTER TABLE "Server" ADD CONSTRAINT "Server_responsibleId_fkey" FOREIGN KEY ("responsibleId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Request" ADD CONSTRAINT "Request_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Request" ADD CONSTRAINT "Request_requesterId_fkey" FOREIGN KEY ("requesterId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Request" ADD CONSTRAINT "Request_assigneeId_fkey" FOREIGN KEY ("assigneeId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Request" ADD CONSTRAINT "Request_ownerTeamId_fkey" FOREIGN KEY ("ownerTeamId") REFERENCES "Team"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RequestRevision" ADD CONSTRAINT "RequestRevision_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RequestDecision" ADD CONSTRAINT "RequestDecision_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RequestDecision" ADD CONSTRAINT "RequestDecision_reviewerId_fkey" FOREIGN KEY ("reviewerId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RequestOwner" ADD CONSTRAINT "RequestOwner_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RequestComment" ADD CONSTRAINT "RequestComment_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RequestComment" ADD CONSTRAINT "RequestComment_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RequestWatcher" ADD CONSTRAINT "RequestWatcher_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RequestWatcher" ADD CONSTRAINT "RequestWatcher_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChecklistMark" ADD CONSTRAINT "ChecklistMark_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChecklistMark" ADD CONSTRAINT "ChecklistMark_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ViewedMark" ADD CONSTRAINT "ViewedMark_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RoleGrant" ADD CONSTRAINT "RoleGrant_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Approval" ADD CONSTRAINT "Approval_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Approval" ADD CONSTRAINT "Approval_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RuleException" ADD CONSTRAINT "RuleException_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServerNotice" ADD CONSTRAINT "ServerNotice_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServerNotice" ADD CONSTRAINT "ServerNotice_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "UpstreamWatch" ADD CONSTRAINT "UpstreamWatch_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServerUse" ADD CONSTRAINT "ServerUse_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServerUse" ADD CONSTRAINT "ServerUse_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Retirement" ADD CONSTRAINT "Retirement_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Retirement" ADD CONSTRAINT "Retirement_successorId_fkey" FOREIGN KEY ("successorId") REFERENCES "Server"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Retirement" ADD CONSTRAINT "Retirement_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RetirementConsumer" ADD CONSTRAINT "RetirementConsumer_retirementId_fkey" FOREIGN KEY ("retirementId") REFERENCES "Retirement"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RetirementConsumer" ADD CONSTRAINT "RetirementConsumer_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RetirementConsumer" ADD CONSTRAINT "RetirementConsumer_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Notification" ADD CONSTRAINT "Notification_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Notification" ADD CONSTRAINT "Notification_eventId_fkey" FOREIGN KEY ("eventId") REFERENCES "OutboxEvent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_eventId_fkey" FOREIGN KEY ("eventId") REFERENCES "OutboxEvent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_webhookId_fkey" FOREIGN KEY ("webhookId") REFERENCES "WebhookEndpoint"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TrustedPublisher" ADD CONSTRAINT "TrustedPublisher_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RegistryToken" ADD CONSTRAINT "RegistryToken_publisherId_fkey" FOREIGN KEY ("publisherId") REFERENCES "TrustedPublisher"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- ------------------------------------------------------------ below: what Prisma cannot express

ALTER TABLE "RequestRevision" ADD CONSTRAINT "RequestRevision_digest_shape" CHECK ("digest" ~ '^[0-9a-f]{64}$');
ALTER TABLE "RequestDecision" ADD CONSTRAINT "RequestDecision_has_reason" CHECK (length(btrim("reason")) >= 3);
ALTER TABLE "Request"
  ADD CONSTRAINT "Request_submitted_has_date" CHECK ("state" IN ('draft', 'withdrawn', 'expired') OR "submittedAt" IS NOT NULL),
  ADD CONSTRAINT "Request_decided_has_date" CHECK ("state" NOT IN ('approved', 'rejected') OR "decidedAt" IS NOT NULL),
  ADD CONSTRAINT "Request_revision_positive" CHECK ("revision" >= 1),
  ADD CONSTRAINT "Request_required_not_negative" CHECK ("requiredSecurity" BETWEEN 0 AND 9),
  ADD CONSTRAINT "Request_tier_is_only_raised" CHECK ("raisedTier" IS NULL OR "raisedTier" > "riskTier"),
  ADD CONSTRAINT "Request_paused_not_negative" CHECK ("pausedSeconds" >= 0);
ALTER TABLE "RoleGrant" ADD CONSTRAINT "RoleGrant_never_to_oneself" CHECK ("grantedById" IS DISTINCT FROM "userId");
ALTER TABLE "RuleException" ADD CONSTRAINT "RuleException_is_time_boxed" CHECK ("expiresAt" > "grantedAt" AND "expiresAt" <= "grantedAt" + interval '181 days');
ALTER TABLE "Retirement"
  ADD CONSTRAINT "Retirement_dates_follow" CHECK ("announcedAt" <= "deprecatesAt" AND "deprecatesAt" <= "brownoutAt" AND "brownoutAt" <= "retiresAt"),
  ADD CONSTRAINT "Retirement_successor_is_another" CHECK ("successorId" IS DISTINCT FROM "serverId");
ALTER TABLE "RetirementConsumer" ADD CONSTRAINT "RetirementConsumer_is_one" CHECK (num_nonnulls("teamId", "userId") = 1);
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_has_one_target" CHECK (num_nonnulls("userId", "webhookId") = 1);
ALTER TABLE "ServerNotice" ADD CONSTRAINT "ServerNotice_ends_after_start" CHECK ("endsAt" IS NULL OR "endsAt" > "startsAt");
ALTER TABLE "RegistryToken" ADD CONSTRAINT "RegistryToken_digest_is_sha256" CHECK (octet_length("digest") = 32);
ALTER TABLE "NotificationPreference" ADD CONSTRAINT "NotificationPreference_mail_word" CHECK ("mail" IN ('instant', 'digest', 'off'));

CREATE UNIQUE INDEX "ReviewPolicy_one_published" ON "ReviewPolicy" ("state") WHERE "state" = 'published';
CREATE UNIQUE INDEX "ReviewPolicy_one_draft" ON "ReviewPolicy" ("state") WHERE "state" = 'draft';
CREATE UNIQUE INDEX "Retirement_one_open" ON "Retirement" ("serverId") WHERE "state" NOT IN ('retired', 'cancelled');
CREATE INDEX "Request_open" ON "Request" ("decisionDueAt") WHERE "state" IN ('submitted', 'in_review', 'changes_requested');
CREATE INDEX "Delivery_due" ON "Delivery" ("nextAttemptAt") WHERE "state" = 'pending';
CREATE INDEX "OutboxEvent_waiting" ON "OutboxEvent" ("createdAt") WHERE "fannedOutAt" IS NULL;
CREATE INDEX "ServerNotice_open" ON "ServerNotice" ((coalesce("endsAt", 'infinity'::timestamptz))) WHERE "endedAt" IS NULL;

-- What was decided, and about what, is never changed. It goes only with a whole request (demo data).
CREATE FUNCTION gatehouse_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND pg_trigger_depth() > 1 THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'GH001: forbidden: What was asked for and decided cannot be changed afterwards.';
END $$;
CREATE TRIGGER "RequestRevision_only_added" BEFORE UPDATE OR DELETE ON "RequestRevision" FOR EACH ROW EXECUTE FUNCTION gatehouse_only_added();
CREATE TRIGGER "RequestDecision_only_added" BEFORE UPDATE OR DELETE ON "RequestDecision" FOR EACH ROW EXECUTE FUNCTION gatehouse_only_added();

CREATE FUNCTION gatehouse_request_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."demo" OR pg_trigger_depth() > 1 THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'GH001: forbidden: Requests are kept: withdraw it instead.';
END $$;
CREATE TRIGGER "Request_is_kept" BEFORE DELETE ON "Request" FOR EACH ROW EXECUTE FUNCTION gatehouse_request_is_kept();

-- Everyone who owns the server, through any team, at any moment while a request is open.
CREATE FUNCTION gatehouse_note_owners(request uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO "RequestOwner" ("requestId", "userId")
  SELECT r."id", m."userId" FROM "Request" r
  LEFT JOIN "Server" s ON s."id" = r."serverId"
  JOIN "TeamMember" m ON m."teamId" IN (r."ownerTeamId", s."ownerTeamId")
  WHERE r."id" = request
  UNION
  SELECT r."id", p."userId" FROM "Request" r
  JOIN "Server" s ON s."id" = r."serverId"
  CROSS JOIN LATERAL (VALUES (s."deputyId"), (s."responsibleId")) p("userId")
  WHERE r."id" = request AND p."userId" IS NOT NULL
  ON CONFLICT DO NOTHING
$$;
CREATE FUNCTION gatehouse_request_owners() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."submittedAt" IS NOT NULL THEN PERFORM gatehouse_note_owners(NEW."id"); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "Request_owners_noted" AFTER INSERT OR UPDATE OF "state", "submittedAt", "ownerTeamId", "serverId" ON "Request"
  FOR EACH ROW EXECUTE FUNCTION gatehouse_request_owners();
CREATE FUNCTION gatehouse_member_owns_requests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "RequestOwner" ("requestId", "userId")
  SELECT r."id", NEW."userId" FROM "Request" r LEFT JOIN "Server" s ON s."id" = r."serverId"
  WHERE r."submittedAt" IS NOT NULL AND r."state" IN ('submitted', 'in_review', 'changes_requested')
    AND NEW."teamId" IN (r."ownerTeamId", s."ownerTeamId")
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER "TeamMember_owns_requests" AFTER INSERT ON "TeamMember" FOR EACH ROW EXECUTE FUNCTION gatehouse_member_owns_requests();
CREATE FUNCTION gatehouse_server_owns_requests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM gatehouse_note_owners(r."id") FROM "Request" r
  WHERE r."serverId" = NEW."id" AND r."submittedAt" IS NOT NULL AND r."state" IN ('submitted', 'in_review', 'changes_requested');
  RETURN NULL;
END $$;
CREATE TRIGGER "Server_owns_requests" AFTER UPDATE OF "ownerTeamId", "deputyId", "responsibleId" ON "Server"
  FOR EACH ROW WHEN ((OLD."ownerTeamId", OLD."deputyId", OLD."responsibleId") IS DISTINCT FROM (NEW."ownerTeamId", NEW."deputyId", NEW."responsibleId"))
  EXECUTE FUNCTION gatehouse_server_owns_requests();

-- Separation of duties: who may decide, checked where nobody gets around it. The rules in TypeScript
-- (lib/reviews/core/separation.ts) explain; these refuse.
CREATE FUNCTION gatehouse_decision_is_admitted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  r "Request"%ROWTYPE;
  person "User"%ROWTYPE;
  asked text;
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
  IF EXISTS (SELECT 1 FROM "RequestDecision" WHERE "requestId" = r."id" AND "revision" = r."revision" AND "reviewerId" = NEW."reviewerId") THEN
    RAISE EXCEPTION 'GH001: conflict: You have decided on this revision already.';
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
    IF NOT EXISTS (SELECT 1 FROM "TeamMember" WHERE "userId" = person."id" AND "teamId" IN (r."ownerTeamId", server_team)) THEN
      RAISE EXCEPTION 'GH001: forbidden: Only a member of the owner team may consent for it.';
    END IF;
  ELSE
    IF NOT (CASE NEW."capacity" WHEN 'security' THEN 'security'::"Role" ELSE 'admin'::"Role" END = ANY(person."roles")) THEN
      RAISE EXCEPTION 'GH001: forbidden: Only the role % may decide in this capacity.', CASE NEW."capacity" WHEN 'security' THEN 'security' ELSE 'admin' END;
    END IF;
    IF EXISTS (SELECT 1 FROM "RequestOwner" WHERE "requestId" = r."id" AND "userId" = person."id")
       OR EXISTS (SELECT 1 FROM "TeamMember" WHERE "userId" = person."id" AND "teamId" IN (r."ownerTeamId", server_team)) THEN
      RAISE EXCEPTION 'GH001: forbidden: Who owns a server cannot decide on it.';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "RequestDecision_is_admitted" BEFORE INSERT ON "RequestDecision" FOR EACH ROW EXECUTE FUNCTION gatehouse_decision_is_admitted();

-- The tier that counts: as computed, or as a reviewer raised it.
CREATE FUNCTION gatehouse_tier(r "Request") RETURNS "RiskTier" LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(r."raisedTier", r."riskTier")
$$;

-- Where a request may go, and what `approved` takes.
CREATE FUNCTION gatehouse_request_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  policy jsonb;
  tier jsonb;
  security int;
  owners int;
  admins int;
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
  SELECT count(DISTINCT d."reviewerId") FILTER (WHERE d."capacity" = 'security'),
         count(DISTINCT d."reviewerId") FILTER (WHERE d."capacity" = 'owner_team'),
         count(DISTINCT d."reviewerId") FILTER (WHERE d."capacity" = 'admin')
  INTO security, owners, admins
  FROM "RequestDecision" d
  JOIN "User" u ON u."id" = d."reviewerId" AND u."disabledAt" IS NULL
  WHERE d."requestId" = NEW."id" AND d."revision" = NEW."revision" AND d."decision" = 'approve'
    AND d."reviewerId" <> NEW."requesterId"
    AND (d."capacity" = 'owner_team' OR NOT EXISTS (
      SELECT 1 FROM "RequestOwner" o WHERE o."requestId" = NEW."id" AND o."userId" = d."reviewerId"));
  IF security < NEW."requiredSecurity" OR NEW."requiresOwnerTeam" AND owners < 1 OR NEW."requiresAdmin" AND admins < 1
     OR EXISTS (SELECT 1 FROM "RequestDecision" d WHERE d."requestId" = NEW."id" AND d."revision" = NEW."revision" AND d."decision" <> 'approve') THEN
    RAISE EXCEPTION 'GH001: forbidden: This request does not have the approvals it takes.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "Request_moves" BEFORE UPDATE ON "Request" FOR EACH ROW EXECUTE FUNCTION gatehouse_request_moves();

CREATE FUNCTION gatehouse_request_starts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE frozen boolean;
BEGIN
  IF TG_OP = 'INSERT' AND NEW."state" NOT IN ('draft', 'submitted') THEN
    RAISE EXCEPTION 'GH001: conflict: A request begins as a draft or submitted.';
  END IF;
  IF NEW."state" = 'submitted' AND NEW."kind" NOT IN ('transfer_ownership', 'deprecate', 'retire') THEN
    SELECT "freezesAt" IS NOT NULL AND "freezesAt" <= clock_timestamp() INTO frozen FROM "Server" WHERE "id" = NEW."serverId";
    IF frozen THEN
      RAISE EXCEPTION 'GH001: conflict: Nobody answers for this server, so it takes no new requests: ask for its ownership first.';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "Request_starts" BEFORE INSERT OR UPDATE OF "state" ON "Request" FOR EACH ROW EXECUTE FUNCTION gatehouse_request_starts();

-- Four eyes for the rules of review themselves.
CREATE FUNCTION gatehouse_policy_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'GH001: forbidden: Versions of the review policy are kept.'; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."state" <> 'draft' AND EXISTS (SELECT 1 FROM "ReviewPolicy") THEN
      RAISE EXCEPTION 'GH001: forbidden: A review policy begins as a draft.';
    END IF;
    RETURN NEW;
  END IF;
  -- Also of a draft: what a second person agrees to is what its author wrote.
  IF NEW."rules" <> OLD."rules" OR NEW."authorId" IS DISTINCT FROM OLD."authorId" THEN
    RAISE EXCEPTION 'GH001: forbidden: A version of the review policy is not changed: write a new one.';
  END IF;
  IF OLD."state" <> 'draft' AND (NEW."publisherId" IS DISTINCT FROM OLD."publisherId" OR NOT (OLD."state" = 'published' AND NEW."state" = 'superseded' OR NEW."state" = OLD."state")) THEN
    RAISE EXCEPTION 'GH001: forbidden: A published review policy is not changed: write a new version.';
  END IF;
  IF OLD."state" = 'draft' AND NEW."state" = 'published'
     AND (NEW."publisherId" IS NULL OR NEW."authorId" IS NULL OR NEW."publisherId" = NEW."authorId") THEN
    RAISE EXCEPTION 'GH001: forbidden: Who wrote a review policy cannot publish it: another administrator can.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "ReviewPolicy_four_eyes" BEFORE INSERT OR UPDATE OR DELETE ON "ReviewPolicy" FOR EACH ROW EXECUTE FUNCTION gatehouse_policy_four_eyes();

-- No role without a grant of this transaction, and none to oneself (the check above).
CREATE FUNCTION gatehouse_roles_are_granted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wanted "Role";
BEGIN
  FOREACH wanted IN ARRAY NEW."roles" LOOP
    IF wanted <> 'engineer' AND NOT wanted = ANY(OLD."roles") AND NOT EXISTS (
      SELECT 1 FROM "RoleGrant" g WHERE g."userId" = NEW."id" AND g."role" = wanted AND g."xact" = pg_current_xact_id()::text
    ) THEN
      RAISE EXCEPTION 'GH001: forbidden: A role needs somebody who grants it.';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
CREATE TRIGGER "User_roles_are_granted" BEFORE UPDATE OF "roles" ON "User"
  FOR EACH ROW WHEN (OLD."roles" IS DISTINCT FROM NEW."roles") EXECUTE FUNCTION gatehouse_roles_are_granted();

-- A quarantine ends by an approved request only: two people.
CREATE FUNCTION gatehouse_quarantine_is_lifted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM "Request" r WHERE r."serverId" = NEW."id" AND r."kind" = 'lift_quarantine' AND r."state" = 'approved'
      AND r."submittedAt" >= OLD."quarantinedAt"
  ) THEN
    RAISE EXCEPTION 'GH001: forbidden: A quarantine is lifted by an approved request only.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "Server_quarantine_is_lifted" BEFORE UPDATE OF "quarantinedAt" ON "Server"
  -- A demo server that becomes a real one brings no decisions along.
  FOR EACH ROW WHEN (OLD."quarantinedAt" IS NOT NULL AND NEW."quarantinedAt" IS NULL AND NOT (OLD."demo" AND NOT NEW."demo")) EXECUTE FUNCTION gatehouse_quarantine_is_lifted();

-- A retired name stays reserved: it never comes back to life as something else.
CREATE FUNCTION gatehouse_retired_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'GH001: conflict: A retired server stays retired: its name is reserved.';
END $$;
CREATE TRIGGER "Server_retired_stays" BEFORE UPDATE OF "lifecycle" ON "Server"
  FOR EACH ROW WHEN (OLD."lifecycle" = 'retired' AND NEW."lifecycle" <> 'retired' AND NOT (OLD."demo" AND NOT NEW."demo")) EXECUTE FUNCTION gatehouse_retired_stays();

-- Deployments: the rules, what a time-boxed exception waives, and what an approval is limited to.
CREATE FUNCTION gatehouse_excepted(server uuid, what text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM "RuleException" e WHERE e."serverId" = server AND e."rule" = what
    AND e."endedAt" IS NULL AND e."expiresAt" > clock_timestamp())
$$;
CREATE OR REPLACE FUNCTION gatehouse_deployment_is_admitted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  class "DataClassification";
  approval "Approval"%ROWTYPE;
BEGIN
  IF NEW."status" = 'ended' THEN RETURN NEW; END IF;
  -- A corrected region is no new decision, even where the rules have changed since.
  IF TG_OP = 'UPDATE' AND (NEW."model", NEW."status", NEW."serverId", NEW."environment")
     IS NOT DISTINCT FROM (OLD."model", OLD."status", OLD."serverId", OLD."environment") THEN
    RETURN NEW;
  END IF;
  -- Locked as the refresh locks it: the classification cannot change under us.
  SELECT "classification" INTO class FROM "Server" WHERE "id" = NEW."serverId" FOR NO KEY UPDATE;
  IF class IS NULL THEN
    RAISE EXCEPTION 'GH001: invalid: Classify the data of this server before recording a deployment.';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM "DeploymentRule" WHERE "classification" = class AND "model" = NEW."model")
     AND NOT gatehouse_excepted(NEW."serverId", 'deployment_rules') THEN
    RAISE EXCEPTION 'GH001: invalid: The deployment rules do not admit % for % data.', replace(NEW."model"::text, '_', '-'), class;
  END IF;
  IF TG_OP = 'INSERT' OR NEW."environment" <> OLD."environment" OR OLD."status" = 'ended' THEN
    SELECT * INTO approval FROM "Approval" a WHERE a."serverId" = NEW."serverId" AND a."endedAt" IS NULL
      AND (NEW."version" IS NULL OR a."version" = NEW."version")
      ORDER BY a."grantedAt" DESC, a."id" LIMIT 1;
    IF approval."limitsEnvironments" AND NOT NEW."environment" = ANY(approval."allowedEnvironments")
       AND NOT gatehouse_excepted(NEW."serverId", 'approval_conditions') THEN
      RAISE EXCEPTION 'GH001: invalid: The approval of this server is limited to these environments: %.', array_to_string(approval."allowedEnvironments", ', ');
    END IF;
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER "Deployment_is_admitted" ON "Deployment";
CREATE TRIGGER "Deployment_is_admitted" BEFORE INSERT OR UPDATE OF "model", "status", "serverId", "environment" ON "Deployment"
  FOR EACH ROW EXECUTE FUNCTION gatehouse_deployment_is_admitted();

CREATE OR REPLACE FUNCTION gatehouse_classification_admits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad "DeploymentModel";
BEGIN
  SELECT d."model" INTO bad FROM "Deployment" d
  WHERE d."serverId" = NEW."id" AND d."status" <> 'ended'
    AND (NEW."classification" IS NULL OR NOT EXISTS (
      SELECT 1 FROM "DeploymentRule" r WHERE r."classification" = NEW."classification" AND r."model" = d."model"))
  LIMIT 1;
  IF bad IS NOT NULL AND (NEW."classification" IS NULL OR NOT gatehouse_excepted(NEW."id", 'deployment_rules')) THEN
    RAISE EXCEPTION 'GH001: invalid: The deployment rules do not admit % for % data: end that deployment first.', replace(bad::text, '_', '-'), coalesce(NEW."classification"::text, 'unclassified');
  END IF;
  RETURN NEW;
END $$;

-- What the registry answers of a server follows from these too.
CREATE TRIGGER "ServerNotice_changed" AFTER INSERT OR UPDATE OR DELETE ON "ServerNotice" FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_notify_catalog();
CREATE TRIGGER "Approval_changed" AFTER INSERT OR UPDATE OR DELETE ON "Approval" FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_notify_catalog();
CREATE TRIGGER "Retirement_changed" AFTER INSERT OR UPDATE OR DELETE ON "Retirement" FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_notify_catalog();

-- In a brown-out of its retirement a server is withheld from clients as in a quarantine: the one
-- change against the first definition of this function.
CREATE OR REPLACE FUNCTION gatehouse_refresh_servers(ids uuid[]) RETURNS void LANGUAGE plpgsql
  -- A plan made while the tables were small must not be kept while a bulk import fills them.
  SET client_min_messages = warning SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  -- One at a time per server, always in the same order. NO KEY: two inserts that both hold the key share
  -- of their foreign key must not wait for each other.
  PERFORM 1 FROM "Server" WHERE "id" = ANY(ids) ORDER BY "id" FOR NO KEY UPDATE;

  CREATE TEMP TABLE IF NOT EXISTS gatehouse_ranked (
    "id" uuid, "serverId" uuid, "current" boolean, "latest" boolean,
    "status" "RegistryStatus", "feed" boolean
  ) ON COMMIT DELETE ROWS;
  DELETE FROM gatehouse_ranked;
  INSERT INTO gatehouse_ranked
  SELECT r."id", r."serverId", r."place" = 1, r."place" = 1 AND r."rank" < 3,
         r."status", r."status" IS NOT NULL AND r."exposed"
  FROM (
    SELECT v."id", v."serverId", s."exposed", k."rank",
           gatehouse_registry_status(s."lifecycle", s."quarantinedAt" IS NOT NULL OR s."inBrownout", v."lifecycle") AS "status",
           row_number() OVER (PARTITION BY v."serverId" ORDER BY k."rank", v."orderKey" DESC, v."publishedAt", v."version") AS "place"
    FROM "ServerVersion" v
    JOIN "Server" s ON s."id" = v."serverId"
    CROSS JOIN LATERAL (SELECT CASE v."lifecycle" WHEN 'approved' THEN 0 WHEN 'deprecated' THEN 1 WHEN 'retired' THEN 2 WHEN 'candidate' THEN 3 ELSE 4 END AS "rank") k
    WHERE v."serverId" = ANY(ids)
  ) r;

  -- The old latest gives way before the new one takes its place: a unique index allows only one.
  UPDATE "ServerVersion" v SET "isLatest" = false, "updatedAt" = clock_timestamp()
  FROM gatehouse_ranked r WHERE r."id" = v."id" AND v."serverId" = ANY(ids) AND v."isLatest" AND NOT r."latest";
  UPDATE "ServerVersion" v
  SET "isLatest" = r."latest", "registryStatus" = r."status", "inFeed" = r."feed", "updatedAt" = clock_timestamp(),
      "statusAt" = CASE WHEN v."registryStatus" IS DISTINCT FROM r."status" THEN clock_timestamp() ELSE v."statusAt" END
  FROM gatehouse_ranked r
  WHERE r."id" = v."id" AND v."serverId" = ANY(ids)
    AND (v."isLatest", v."inFeed", v."registryStatus") IS DISTINCT FROM (r."latest", r."feed", r."status");

  UPDATE "Server" s SET
    "currentVersionId" = c."id", "latestVersion" = c."latestVersion", "newestVersion" = c."newestVersion",
    "title" = c."title", "description" = coalesce(c."description", ''), "websiteUrl" = c."websiteUrl",
    "repositoryUrl" = c."repositoryUrl", "iconUrl" = c."iconUrl", "lastReleaseAt" = c."lastReleaseAt",
    "versionCount" = coalesce(c."versionCount", 0), "packageTypes" = coalesce(c."packageTypes", '{}'),
    "transports" = coalesce(c."transports", '{}'), "toolNames" = coalesce(c."toolNames", '{}'),
    "deploymentModel" = c."deploymentModel", "updatedAt" = clock_timestamp()
  FROM (
    SELECT i."serverId", v."id", CASE WHEN r."latest" THEN v."version" END AS "latestVersion", n."newestVersion",
           v."title", v."description", v."websiteUrl", v."repositoryUrl", v."iconUrl", n."lastReleaseAt", n."versionCount",
           v."packageTypes", v."transports", v."toolNames", d."deploymentModel"
    FROM unnest(ids) AS i("serverId")
    LEFT JOIN gatehouse_ranked r ON r."serverId" = i."serverId" AND r."current"
    LEFT JOIN "ServerVersion" v ON v."id" = r."id"
    LEFT JOIN LATERAL (
      SELECT max(x."publishedAt") AS "lastReleaseAt", count(*)::int AS "versionCount",
             (array_agg(x."version" ORDER BY x."orderKey" DESC))[1] AS "newestVersion"
      FROM "ServerVersion" x WHERE x."serverId" = i."serverId" AND x."lifecycle" <> 'rejected'
    ) n ON true
    LEFT JOIN LATERAL (
      SELECT CASE WHEN count(DISTINCT x."model") = 1 THEN min(x."model"::text) WHEN count(*) > 1 THEN 'hybrid' END::"DeploymentModel" AS "deploymentModel"
      FROM "Deployment" x WHERE x."serverId" = i."serverId" AND x."status" = 'active'
    ) d ON true
  ) c
  WHERE s."id" = c."serverId" AND (
    s."currentVersionId", s."latestVersion", s."newestVersion", s."title", s."description", s."websiteUrl", s."repositoryUrl",
    s."iconUrl", s."lastReleaseAt", s."versionCount", s."packageTypes", s."transports", s."toolNames", s."deploymentModel"
  ) IS DISTINCT FROM (
    c."id", c."latestVersion", c."newestVersion", c."title", coalesce(c."description", ''), c."websiteUrl", c."repositoryUrl",
    c."iconUrl", c."lastReleaseAt"::timestamptz(3), coalesce(c."versionCount", 0), coalesce(c."packageTypes", '{}'),
    coalesce(c."transports", '{}'), coalesce(c."toolNames", '{}'), c."deploymentModel"
  );
END $$;

-- The worker hears of a new event at commit, instead of asking every second.
CREATE FUNCTION gatehouse_notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('gatehouse_outbox', '');
  RETURN NULL;
END $$;
CREATE TRIGGER "OutboxEvent_written" AFTER INSERT ON "OutboxEvent" FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_notify_outbox();

-- The review policy a new installation begins with.
INSERT INTO "ReviewPolicy" ("version", "state", "note", "publishedAt", "rules") VALUES (1, 'published', 'What Gatehouse begins with.', now(), '{
  "tiers": {
    "low": {"securityApprovals": 1, "ownerTeam": false, "admin": false, "responseHours": 24, "decisionHours": 72, "validityDays": 365, "checklist": ["publisher", "source"]},
    "medium": {"securityApprovals": 1, "ownerTeam": true, "admin": false, "responseHours": 24, "decisionHours": 120, "validityDays": 365, "checklist": ["publisher", "source", "tools", "data"]},
    "high": {"securityApprovals": 2, "ownerTeam": false, "admin": false, "responseHours": 8, "decisionHours": 120, "validityDays": 180, "checklist": ["publisher", "source", "tools", "data", "permissions", "deployment"]},
    "critical": {"securityApprovals": 2, "ownerTeam": false, "admin": true, "responseHours": 4, "decisionHours": 120, "validityDays": 90, "checklist": ["publisher", "source", "tools", "data", "permissions", "deployment", "recovery"]}
  },
  "fastTrack": {"patchReleases": false}
}'::jsonb);
SELECT setval(pg_get_serial_sequence('"ReviewPolicy"', 'version'), 1);
