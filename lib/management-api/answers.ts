/** What callers get, for the description and for the tests that hold the routes to it. */
import { z } from "zod";
import { CLASSIFICATIONS, DEPLOYMENT_MODELS } from "#lib/catalog/server-schemas.ts";
import {
  CAPACITIES,
  DECISIONS,
  REQUEST_KINDS,
  REQUEST_STATES,
  RISK_TIERS,
  URGENCIES,
} from "#lib/requests/core/words.ts";

export const time = z.iso.datetime();
export const anyObject = z.record(z.string(), z.unknown());
export const PersonAnswer = z.object({ id: z.uuid(), name: z.string(), email: z.string() });
export const TeamAnswer = z.object({ slug: z.string(), name: z.string() });

const key = {
  id: z.uuid(),
  number: z.string().meta({ description: "As people write it: R-12." }),
  state: z.enum(REQUEST_STATES),
  revision: z.number().int(),
  riskTier: z.enum(RISK_TIERS),
};

export const RequestCreated = z.object({ ...key, requiredApprovals: z.number().int() });

export const RequestSummaryAnswer = z.object({
  ...key,
  kind: z.enum(REQUEST_KINDS),
  title: z.string(),
  serverName: z.string(),
  urgency: z.enum(URGENCIES),
  requester: PersonAnswer,
  assignee: PersonAnswer.nullable(),
  ownerTeam: TeamAnswer.nullable(),
  requiredApprovals: z.number().int(),
  approvals: z.number().int().meta({ description: "Of this revision." }),
  comments: z.number().int(),
  submittedAt: time.nullable(),
  updatedAt: time,
  responseDueAt: time.nullable(),
  respondedAt: time.nullable(),
  decisionDueAt: time.nullable(),
  decidedAt: time.nullable(),
  targetDate: time.nullable(),
  paused: z.boolean(),
  overdue: z.boolean(),
});

export const RequestList = z.object({
  requests: z.array(RequestSummaryAnswer),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
});

const share = z.object({ have: z.number().int(), need: z.number().int() });
export const ProgressAnswer = z.object({
  complete: z.boolean(),
  security: share,
  ownerTeam: share,
  admin: share,
});

export const RequestAnswer = RequestSummaryAnswer.extend({
  justification: z.string(),
  dataTouched: z.string(),
  usedBy: z.string(),
  computedTier: z.enum(RISK_TIERS),
  raised: z.object({ tier: z.enum(RISK_TIERS), reason: z.string() }).nullable(),
  riskReasons: z.array(anyObject),
  riskPoints: z.number(),
  policyVersion: z.number().int().nullable(),
  payload: anyObject.meta({ description: "What was asked for, by kind." }),
  evidence: anyObject.nullable().meta({ description: "What intake found out." }),
  digest: z.string().meta({ description: "SHA-256 of what is asked; a decision is bound to it." }),
  change: z.object({
    document: z.string().nullable().meta({ description: "The proposed server.json." }),
    version: z.string().nullable(),
    against: z.string().nullable().meta({ description: "The last approved version." }),
    differences: z.array(anyObject).nullable(),
    tools: z.array(anyObject),
  }),
  progress: ProgressAnswer,
  decisions: z.array(
    z.object({
      id: z.uuid(),
      revision: z.number().int(),
      counts: z.boolean(),
      reviewer: PersonAnswer,
      capacity: z.enum(CAPACITIES),
      decision: z.enum(DECISIONS),
      reason: z.string(),
      conditions: anyObject.nullable(),
      at: time,
    }),
  ),
  thread: z.array(
    z.object({
      id: z.uuid(),
      parentId: z.uuid().nullable(),
      author: PersonAnswer,
      body: z.string(),
      links: z.array(z.string()),
      question: z.boolean(),
      revision: z.number().int(),
      at: time,
    }),
  ),
  checklist: z.array(
    z.object({
      key: z.string(),
      label: z.string(),
      hint: z.string(),
      checked: z.boolean(),
      evidence: z.string(),
      by: z.string().nullable(),
    }),
  ),
  watching: z.boolean(),
  allowed: z.array(z.string()).meta({ description: "What the caller may do now." }),
  capacities: z.array(z.enum(CAPACITIES)),
  whyNot: z.string().nullable(),
  needsFreshSignIn: z.boolean(),
  history: z.array(
    z.object({ at: time, actor: z.string(), action: z.string(), after: anyObject.nullable() }),
  ),
});

export const DecisionAnswer = z.object({
  id: z.uuid(),
  state: z.enum(REQUEST_STATES),
  revision: z.number().int(),
  capacity: z.enum(CAPACITIES),
  progress: ProgressAnswer,
});

const serverFacts = {
  name: z.string(),
  title: z.string().nullable(),
  description: z.string(),
  lifecycle: z.string(),
  classification: z.enum(CLASSIFICATIONS).nullable(),
  deploymentModel: z.enum(DEPLOYMENT_MODELS).nullable(),
  origin: z.string(),
  categories: z.array(z.string()),
  latestVersion: z.string().nullable().meta({ description: "What clients get as latest." }),
  newestVersion: z.string().nullable(),
  lastReleaseAt: time.nullable(),
  versionCount: z.number().int(),
  toolCount: z.number().int(),
  ownerTeam: TeamAnswer.nullable(),
};

export const ServerSummaryAnswer = z.object({
  ...serverFacts,
  quarantined: z.boolean(),
  packageTypes: z.array(z.string()),
  transports: z.array(z.string()),
});
export const ServerList = z.object({
  servers: z.array(ServerSummaryAnswer),
  nextCursor: z.string().nullable(),
});

export const ServerAnswer = z.object({
  ...serverFacts,
  id: z.uuid(),
  statusMessage: z.string().nullable(),
  quarantine: z.object({ at: time, note: z.string() }).nullable(),
  visibility: z.string(),
  visibleTeams: z.array(TeamAnswer),
  exposed: z.boolean(),
  deputy: z.object({ name: z.string(), email: z.string() }).nullable(),
  tags: z.array(z.string()),
  supportContact: z.string().nullable(),
  supportChannel: z.string().nullable(),
  documentation: z.string().nullable(),
  websiteUrl: z.string().nullable(),
  repositoryUrl: z.string().nullable(),
  source: z.string().nullable(),
  createdAt: time,
  deploymentCount: z.number().int(),
  current: z
    .object({
      version: z.string(),
      lifecycle: z.string(),
      publishedAt: time,
      approvedAt: time.nullable(),
      checksum: z.string(),
      document: anyObject,
    })
    .nullable(),
  allowed: z.array(z.string()),
});

export const VersionList = z.object({
  versions: z.array(
    z.object({
      version: z.string(),
      lifecycle: z.string(),
      statusMessage: z.string().nullable(),
      publishedAt: time,
      approvedAt: time.nullable(),
      changelog: z.string().nullable(),
      checksum: z.string(),
      isLatest: z.boolean(),
      registryStatus: z.string().nullable(),
      toolCount: z.number().int(),
      packageTypes: z.array(z.string()),
      transports: z.array(z.string()),
    }),
  ),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
});

export const DeploymentList = z.object({
  classification: z.enum(CLASSIFICATIONS).nullable(),
  deployments: z.array(
    z.object({
      id: z.uuid(),
      environment: z.string(),
      model: z.enum(DEPLOYMENT_MODELS),
      provider: z.string(),
      region: z.string().nullable(),
      residency: z.string().nullable(),
      address: z.string().nullable(),
      operatedBy: z.string(),
      status: z.string(),
      version: z.string().nullable(),
      violation: z.string().nullable(),
      updatedAt: time,
    }),
  ),
});

export const AuditList = z.object({
  events: z.array(
    z.object({
      id: z.uuid(),
      at: time,
      actor: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
      action: z.string(),
      target: z.object({ kind: z.string(), id: z.string() }),
      before: anyObject.nullable(),
      after: anyObject.nullable(),
      requestId: z.string(),
    }),
  ),
  nextCursor: z.string().nullable(),
});

export const ActivityList = z.object({
  events: z.array(
    z.object({
      id: z.uuid(),
      at: time,
      actorKind: z.string(),
      actorName: z.string(),
      action: z.string(),
      before: anyObject.nullable(),
      after: anyObject.nullable(),
    }),
  ),
  whole: z.boolean().meta({ description: "False: only what everyone may read." }),
  nextCursor: z.string().nullable(),
});

export const Created = z.object({ id: z.uuid() });
export const Changed = z.object({ changed: z.boolean() });

export const NoticeList = z.object({
  notices: z.array(
    z.object({
      id: z.uuid(),
      kind: z.string(),
      phase: z.enum(["planned", "now", "over"]),
      title: z.string(),
      body: z.string(),
      startsAt: time,
      endsAt: time.nullable(),
      endedAt: time.nullable(),
      author: z.string(),
      createdAt: time,
    }),
  ),
});

const person = z.object({ name: z.string(), email: z.string(), active: z.boolean() });
export const OwnershipAnswer = z.object({
  name: z.string(),
  team: TeamAnswer.nullable(),
  responsible: person.nullable(),
  deputy: person.nullable(),
  attestedAt: time.nullable(),
  attestationDueAt: time.nullable(),
  exceptedUntil: time.nullable(),
  unownedSince: time.nullable(),
  freezesAt: time.nullable(),
});

export const RetirementAnswer = z.object({
  id: z.uuid(),
  serverName: z.string(),
  ownerTeam: TeamAnswer.nullable(),
  state: z.enum(["announced", "deprecated", "brownout", "retired", "cancelled"]),
  reason: z.string(),
  successor: z.object({ name: z.string(), title: z.string().nullable() }).nullable(),
  toolMap: z.array(
    z.object({
      from: z.string(),
      to: z.string().nullable(),
      note: z.string().nullable(),
      known: z.boolean().nullable(),
    }),
  ),
  announcedAt: time,
  deprecatesAt: time,
  brownoutAt: time,
  retiresAt: time,
  endedAt: time.nullable(),
  next: z.object({ state: z.string(), at: time }).nullable(),
  progress: anyObject,
  consumers: z.array(
    z.object({
      id: z.uuid(),
      label: z.string(),
      teamSlug: z.string().nullable(),
      answer: z.enum(["none", "moved", "not_using", "needs_time"]),
      note: z.string().nullable(),
      answeredBy: z.string().nullable(),
      answeredAt: time.nullable(),
      extendUntil: time.nullable(),
      extension: z.string().nullable(),
      stillConnecting: z.boolean(),
      mine: z.boolean(),
    }),
  ),
  blockers: z.array(anyObject),
  allowed: z.array(z.string()),
});

export const TeamList = z.object({
  teams: z.array(
    z.object({
      slug: z.string(),
      name: z.string(),
      description: z.string(),
      channel: z.string().nullable(),
      members: z.number().int(),
      servers: z.number().int(),
      mine: z.boolean(),
    }),
  ),
});

export const MeAnswer = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  teams: z.array(TeamAnswer),
  scopes: z
    .array(z.string())
    .nullable()
    .meta({ description: "Of the token; null: a session, which may do all its roles allow." }),
  authenticatedAt: time.nullable(),
});

export const PolicyAnswer = z.object({
  version: z.number().int(),
  rules: anyObject,
  note: z.string(),
  author: z.string().nullable(),
  publisher: z.string().nullable(),
  publishedAt: time.nullable(),
});
