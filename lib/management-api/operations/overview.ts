import { z } from "zod";
import { PERIODS } from "#lib/reviews/core/quality.ts";
import { getDecisionQuality } from "#lib/reviews/get-decision-quality.ts";
import { listPolicies } from "#lib/reviews/list-policies.ts";
import { listTeams } from "#lib/teams/list-teams.ts";
import { MeAnswer, PolicyAnswer, QualityAnswer, TeamList } from "../answers/overview.ts";
import { defineOperation } from "../define-operation.ts";

export const LIST_TEAMS = defineOperation({
  method: "GET",
  path: "/api/v1/teams",
  tag: "People and teams",
  summary: "All teams, by name",
  permission: listTeams.permission,
  answer: { status: 200, schema: TeamList, description: "All of them." },
});

export const GET_ME = defineOperation({
  method: "GET",
  path: "/api/v1/me",
  tag: "People and teams",
  summary: "Who this token or session is: roles, teams, scopes",
  permission: null,
  answer: { status: 200, schema: MeAnswer, description: "You." },
});

export const GET_REVIEW_POLICY = defineOperation({
  method: "GET",
  path: "/api/v1/review-policy",
  tag: "Policy and rules",
  summary: "What a review takes now, tier by tier",
  permission: listPolicies.permission,
  query: z.object({}),
  answer: { status: 200, schema: PolicyAnswer, description: "The policy in force." },
});

export const GET_QUALITY = defineOperation({
  method: "GET",
  path: "/api/v1/quality",
  tag: "Requests",
  summary: "How quickly and how carefully requests are decided",
  permission: getDecisionQuality.permission,
  query: z.object({
    days: z
      .enum(PERIODS.map(String))
      .default("90")
      .meta({ description: "The period, ending now." }),
  }),
  answer: { status: 200, schema: QualityAnswer, description: "Times, care, load, queue." },
});
