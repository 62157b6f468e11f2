import { z } from "zod";
import { RISK_TIERS } from "#lib/requests/core/words.ts";
import { POLICY_STATES } from "#lib/reviews/core/four-eyes.ts";
import { discardPolicy } from "#lib/reviews/discard-policy.ts";
import { draftPolicy } from "#lib/reviews/draft-policy.ts";
import { getPolicy } from "#lib/reviews/get-policy.ts";
import { listPolicies } from "#lib/reviews/list-policies.ts";
import { publishPolicy } from "#lib/reviews/publish-policy.ts";
import { DraftPolicyInput } from "#lib/reviews/schemas.ts";
import { listDeploymentRules } from "#lib/rules/list-deployment-rules.ts";
import { CLASSIFICATIONS, MODELS, SetDeploymentRuleInput } from "#lib/rules/schemas.ts";
import { setDeploymentRule } from "#lib/rules/set-deployment-rule.ts";
import { anyObject, TeamAnswer, time } from "../answers/common.ts";
import { bodyOf, pageSize } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { POLICY_RULES } from "./examples.ts";

const tag = "Policy and rules";
const version = z.number().int();
const VERSION = { path: { version: "4" } };
const changes = z.array(
  z.object({ tier: z.enum(RISK_TIERS).nullable(), text: z.string(), looser: z.boolean() }),
);
const PolicyVersion = z.object({
  version,
  state: z.enum(POLICY_STATES),
  rules: anyObject,
  dataOwners: z
    .record(z.enum(CLASSIFICATIONS), TeamAnswer.extend({ id: z.uuid() }).nullable())
    .meta({ description: "The teams that own the data." }),
  note: z.string(),
  author: z.string().nullable(),
  publisher: z.string().nullable(),
  createdAt: time,
  publishedAt: time.nullable(),
  changes,
  against: version.nullable().meta({ description: "The version that `changes` compares with." }),
  allowed: z.array(z.string()).meta({ description: "What you may do with it." }),
  own: z.boolean().meta({ description: "You wrote it, so you cannot publish it." }),
});

export const LIST_POLICIES = defineOperation({
  method: "GET",
  path: "/api/v1/review-policy/versions",
  tag,
  summary: "Versions of the review policy, the newest first, with what each changed",
  permission: listPolicies.permission,
  query: z.object({ limit: pageSize(30) }),
  answer: {
    status: 200,
    schema: z.object({
      inForce: version,
      draft: version.nullable(),
      versions: z.array(PolicyVersion),
      total: z.number().int(),
    }),
    description: "The newest ones, the draft and the one in force among them.",
  },
});

export const GET_POLICY = defineOperation({
  method: "GET",
  path: "/api/v1/review-policy/versions/{version}",
  tag,
  summary: "One version, such as the one a request was submitted under",
  permission: getPolicy.permission,
  answer: { status: 200, schema: PolicyVersion, description: "The version." },
  example: VERSION,
});

export const DRAFT_POLICY = defineOperation({
  method: "POST",
  path: "/api/v1/review-policy/versions",
  tag,
  summary: "Write a draft, in the place of an earlier one",
  notes: "Nothing changes until another administrator publishes it.",
  permission: draftPolicy.permission,
  body: bodyOf(DraftPolicyInput, []),
  answer: {
    status: 201,
    schema: z.object({ version, changes, replaced: version.nullable() }),
    description: "The draft.",
  },
  example: { body: { rules: POLICY_RULES, note: "A third reviewer for what is critical." } },
});

export const PUBLISH_POLICY = defineOperation({
  method: "POST",
  path: "/api/v1/review-policy/versions/{version}/publish",
  tag,
  summary: "Put a draft in force; only another administrator than its author can",
  notes: "A draft never changes, so the version you name is the text you read.",
  permission: publishPolicy.permission,
  answer: {
    status: 200,
    schema: z.object({ version, superseded: version.nullable(), changes }),
    description: "In force.",
  },
  example: VERSION,
});

export const DISCARD_POLICY = defineOperation({
  method: "DELETE",
  path: "/api/v1/review-policy/versions/{version}",
  tag,
  summary: "Take a draft away; it stays in the history",
  permission: discardPolicy.permission,
  answer: { status: 200, schema: z.object({ version }), description: "Discarded." },
  example: VERSION,
});

export const LIST_DEPLOYMENT_RULES = defineOperation({
  method: "GET",
  path: "/api/v1/deployment-rules",
  tag,
  summary: "Where servers of each data classification may run, and what runs against it",
  permission: listDeploymentRules.permission,
  answer: {
    status: 200,
    schema: z.object({
      rules: z.array(
        z.object({
          classification: z.enum(CLASSIFICATIONS),
          cells: z.array(
            z.object({
              model: z.enum(MODELS),
              admitted: z.boolean(),
              deployments: z.number().int(),
            }),
          ),
        }),
      ),
      violations: z.array(
        z.object({
          server: z.string(),
          title: z.string().nullable(),
          team: z.string().nullable(),
          classification: z.enum(CLASSIFICATIONS),
          model: z.enum(MODELS),
          environment: z.string(),
          provider: z.string(),
        }),
      ),
    }),
    description: "All rules; the first 200 violations.",
  },
});

export const SET_DEPLOYMENT_RULE = defineOperation({
  method: "PUT",
  path: "/api/v1/deployment-rules/{classification}",
  tag,
  summary: "Say where servers of one data classification may run",
  notes: "What runs already goes on running and is listed as a violation.",
  permission: setDeploymentRule.permission,
  body: bodyOf(SetDeploymentRuleInput, ["classification"]),
  answer: {
    status: 200,
    schema: z.object({
      classification: z.enum(CLASSIFICATIONS),
      models: z.array(z.enum(MODELS)),
      changed: z.boolean(),
    }),
    description: "The rule.",
  },
  example: { path: { classification: "confidential" }, body: { models: ["self_hosted"] } },
});
