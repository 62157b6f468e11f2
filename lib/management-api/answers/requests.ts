import { z } from "zod";
import {
  CAPACITIES,
  DECISIONS,
  REQUEST_KINDS,
  REQUEST_STATES,
  RISK_TIERS,
  URGENCIES,
} from "#lib/requests/core/words.ts";
import { time, anyObject, PersonAnswer, TeamAnswer } from "./common.ts";
import { ReviewTrust } from "./request-trust.ts";
import { ToolsToldAnswer } from "./told-tools.ts";

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
  dataOwner: share,
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
    tools: z.array(anyObject).meta({
      description: "As the server told them to Gatehouse's own scan, then what is only declared.",
    }),
    parts: z
      .array(
        z.object({
          name: z.string(),
          key: z.string().meta({ description: "What `part` is when it is ticked as viewed." }),
          status: z.enum(["new", "changed", "removed", "same"]),
          viewed: z.boolean().meta({ description: "The caller has ticked it, in this revision." }),
        }),
      )
      .meta({
        description:
          "The tools one by one, what needs a look first. Once a scan sees other words its key is another, and no tick counts.",
      }),
    told: ToolsToldAnswer.nullable().meta({
      description: "Who told the tools. Null: no document is proposed.",
    }),
    seenTools: z.string().nullable().meta({
      description:
        "SHA-256 of what scans have seen of the tools: an approval sends it along. Null: none has seen any, or it is decided.",
    }),
  }),
  progress: ProgressAnswer,
  dataOwner: z
    .object({ data: z.string().nullable(), team: TeamAnswer.nullable() })
    .nullable()
    .meta({
      description:
        "Where the policy asks for the owner of the data. Without a team an administrator has to agree instead.",
    }),
  trust: ReviewTrust.nullable().meta({
    description:
      "How far what would be approved is trusted, and what the policy asks. Null: it is not about a version.",
  }),
  decisions: z.array(
    z.object({
      id: z.uuid(),
      revision: z.number().int(),
      counts: z.boolean().meta({
        description:
          "Votes of an earlier revision count no more, nor do approvals of other tools than those that scans see now.",
      }),
      otherTools: z.array(z.string()).meta({
        description: "Ways to install it of which scans see other tools now than at the vote.",
      }),
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
  approvesAs: z.array(z.enum(CAPACITIES)).meta({
    description:
      "Those of the capacities in which the caller may approve: who approved other tools of this revision, in that one only.",
  }),
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
