import { z } from "zod";
import { CLASSIFICATIONS, DEPLOYMENT_MODELS } from "#lib/catalog/server-schemas.ts";
import { time, anyObject, TeamAnswer } from "./common.ts";

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
