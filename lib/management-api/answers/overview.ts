import { z } from "zod";
import { time, anyObject, TeamAnswer } from "./common.ts";

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

export const QualityAnswer = z.object({
  days: z.number(),
  since: time,
  toDecide: anyObject,
  looked: anyObject,
  weeks: z.array(anyObject),
  reversals: anyObject,
  reviewers: anyObject,
  queue: anyObject,
});
